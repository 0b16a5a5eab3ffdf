# Funnels as R's FunnelPlotR draws them (proportions, over-dispersion by winsorised z):
#   Rscript tests/reference/funnelplotr.R FOLDER [CASES]
# Writes funnelplotr.csv. tests/unit/evaluation/test_funnels_against_packages.py compares; versions.csv
# says which FunnelPlotR the table in this folder comes from.
suppressMessages(library(FunnelPlotR))
told <- commandArgs(trailingOnly = TRUE)
folder <- told[1]
cases <- if (length(told) > 1) as.integer(told[2]) else 40L
found <- NULL
for (case in seq_len(cases)) {
  set.seed(6300 + case)
  units <- sample(c(2:6, 12, 20, 32, 32), 1)
  n <- switch(1 + case %% 6, sample(5:400, units, TRUE), sample(1:12, units, TRUE),
              sample(20:60, units, TRUE), sample(1e5:9e6, units, TRUE),
              c(sample(2000:9000, 1), sample(1:9, units - 1, TRUE)), rep(sample(10:80, 1), units))
  p <- plogis(rnorm(1, 0, 1.2) + rnorm(units, 0, sample(c(0, 0.2, 1), 1)))
  x <- rbinom(units, n, p)
  if (case %% 7 == 3) x[1] <- 0
  if (case %% 7 == 5) x[units] <- n[units]
  if (all(x == n) || all(x == 0)) next
  counts <- data.frame(unit = seq_len(units), observed = x, denominator = n)
  plot <- suppressMessages(suppressWarnings(funnel_plot(counts, numerator = observed,
    denominator = denominator, group = unit, data_type = "PR", draw_unadjusted = TRUE,
    draw_adjusted = TRUE, label = NA)))
  d <- plot$aggregated_data
  found <- rbind(found, data.frame(case, unit = as.integer(as.character(d$group)),
    observed = d$numerator, denominator = d$denominator, phi = plot$phi, tau_squared = plot$tau2,
    low_95 = d$OD95LCL, high_95 = d$OD95UCL, low_998 = d$OD99LCL, high_998 = d$OD99UCL,
    chance_low_95 = d$LCL95, chance_high_95 = d$UCL95, chance_low_998 = d$LCL99,
    chance_high_998 = d$UCL99, outside_998 = d$outlier))
}
found <- found[order(found$case, found$unit), ]
numbers <- sapply(found, is.numeric)
found[numbers] <- lapply(found[numbers], function(x) signif(x, 12))
write.csv(found, file.path(folder, "funnelplotr.csv"), row.names = FALSE, quote = FALSE)
