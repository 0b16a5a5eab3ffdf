# The programme's effect as R's did (Callaway and Sant'Anna), didimputation (Borusyak, Jaravel and
# Spiess) and fixest (Sun and Abraham) tell it:
#   Rscript tests/reference/did.R FOLDER [CASES]
# Writes did_panels.csv, did_effects.csv, did_averages.csv, did_imputation.csv and did_sun_abraham.csv.
# tests/unit/evaluation/test_effects_against_packages.py compares; versions.csv says which packages the
# tables in this folder come from.
suppressMessages({library(did); library(didimputation); library(fixest)})
# fixest leaves out a unit with a single cell, and didimputation then the whole group: decision 0019.
setFixest_estimation(fixef.rm = "none")
told <- commandArgs(trailingOnly = TRUE)
folder <- told[1]
cases <- if (length(told) > 1) as.integer(told[2]) else 7L
save <- function(frame, name) {
  numbers <- sapply(frame, is.numeric)
  frame[numbers] <- lapply(frame[numbers], function(x) signif(x, 11))
  write.csv(frame, file.path(folder, name), row.names = FALSE, quote = FALSE)
}
quiet <- function(code) suppressMessages(suppressWarnings(code))

# A panel: groups that start at different times, never or before the panel begins; an effect that
# grows; clocks that change from one period to the next; gaps in every third panel.
panel.of <- function(case) {
  set.seed(5200 + case)
  times <- sample(5:11, 1)
  spaced <- if (case %% 5 == 4) 2 else 1
  starts <- sample(2:times, min(times - 1, sample(2:4, 1)))
  if (case %% 6 == 1) starts <- c(starts, 1)
  many <- sample(7:10, 1)
  first <- c(if (case %% 4 != 3) rep(0, many), unlist(lapply(starts, rep, sample(2:5, 1))))
  if (case %% 7 == 2) first[length(first)] <- times  # a group of one
  panel <- expand.grid(unit = seq_along(first), period = seq_len(times))
  panel$first <- first[panel$unit]
  panel$weight <- (5 + sample(0:60, length(first), TRUE))[panel$unit]
  panel$clocks <- sample(5:70, nrow(panel), TRUE)
  since <- ifelse(panel$first > 0 & panel$period >= panel$first, 1 + panel$period - panel$first, 0)
  panel$outcome <- round(30 + rnorm(length(first), 0, 6)[panel$unit] + 1.5 * panel$period +
    3 * since + rnorm(nrow(panel), 0, 5), 3)
  panel$period <- 2000 + spaced * panel$period
  panel$first <- ifelse(panel$first > 0, 2000 + spaced * panel$first, 0)
  gone <- case %% 3 == 0 & runif(nrow(panel)) < 0.08
  cbind(case, panel[!gone, ])
}

# Anticipation is of periods here and of the periods' own numbers to did: they may be two apart.
group.time <- function(panel, comparison, anticipation, base, weight, across) {
  apart <- min(diff(sort(unique(panel$period))))
  quiet(att_gt("outcome", "period", "unit", "first", data = panel, panel = !across,
    control_group = comparison, anticipation = apart * anticipation, base_period = base,
    bstrap = FALSE, cband = FALSE, est_method = "reg", weightsname = weight, print_details = FALSE))
}

averages.of <- function(told, how) {
  a <- quiet(aggte(told, if (how == "event_time") "dynamic" else how, bstrap = FALSE, cband = FALSE,
                   na.rm = TRUE))
  if (how == "simple") data.frame(level = 0, estimate = a$overall.att, se = a$overall.se)
  else data.frame(level = a$egt, estimate = a$att.egt, se = a$se.egt)
}

panels <- effects <- averages <- imputed <- sun <- NULL
for (case in seq_len(cases)) {
  panel <- panel.of(case)
  panels <- rbind(panels, panel)
  whole <- case %% 3 != 0
  has.never <- any(panel$first == 0)
  for (comparison in c("notyettreated", if (has.never) "nevertreated"))
    for (anticipation in 0:1) for (base in c("universal", "varying"))
      for (weight in c("none", if (whole) "weight", "clocks")) {
        if (weight == "none" && !whole) next
        across <- weight == "clocks"  # weights of cells: repeated cross-sections to did
        found <- tryCatch(group.time(panel, comparison, anticipation, base,
          if (weight != "none") weight, across), error = function(e) NULL)
        if (is.null(found)) next
        keys <- data.frame(case, comparison, anticipation, base, weight)
        rows <- data.frame(group = found$group, period = found$t, estimate = found$att, se = found$se)
        effects <- rbind(effects, cbind(keys, rows))
        # did weighs groups by the rows it kept, ours by units: the same without gaps and cuts.
        if (across && !(whole && has.never)) next
        for (how in c("simple", "event_time", "group", "calendar")) {
          rows <- tryCatch(averages.of(found, how), error = function(e) NULL)
          if (!is.null(rows)) averages <- rbind(averages, cbind(keys, how, rows))
        }
      }
  # --- imputation, by group and period: a weight of its own for each
  treated <- panel$first > 0 & panel$period >= panel$first & panel$first > min(panel$period)
  known <- panel[!(panel$first > 0 & panel$first <= min(panel$period)), ]
  untreated <- known[!(known$first > 0 & known$period >= known$first), ]
  known <- known[known$period %in% untreated$period, ]
  cells <- unique(panel[treated & panel$period %in% untreated$period, c("first", "period")])
  for (weight in c("none", "clocks")) for (k in seq_len(nrow(cells))) {
    known$chosen <- as.numeric(known$first == cells$first[k] & known$period == cells$period[k])
    found <- quiet(tryCatch(did_imputation(known, "outcome", "first", "period", "unit",
      wname = if (weight == "clocks") "clocks", wtr = "chosen"), error = function(e) NULL))
    if (is.null(found)) next
    imputed <- rbind(imputed, data.frame(case, weight, group = cells$first[k],
      period = cells$period[k], estimate = found$estimate, se = found$std.error))
  }
  # --- Sun and Abraham, against the never treated, panels without gaps
  if (has.never && whole) {
    before <- -min(diff(sort(unique(known$period))))
    known$cohort <- ifelse(known$first == 0, 10000, known$first)
    fit <- quiet(feols(outcome ~ sunab(cohort, period, ref.p = before) | unit + period, known, weights = ~clocks))
    rows <- coeftable(summary(fit, agg = FALSE))
    at <- regmatches(rownames(rows), regexec("period::(-?[0-9]+):cohort::([0-9]+)", rownames(rows)))
    sun <- rbind(sun, data.frame(case, group = as.numeric(sapply(at, `[`, 3)),
      event = as.numeric(sapply(at, `[`, 2)), estimate = rows[, 1]))
  }
}
save(panels, "did_panels.csv")
save(effects, "did_effects.csv")
save(averages, "did_averages.csv")
save(imputed, "did_imputation.csv")
save(sun, "did_sun_abraham.csv")
