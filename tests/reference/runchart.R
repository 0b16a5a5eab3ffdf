# The Scottish rules as R's runchart (NHS Scotland's shift of 6, trend of 5, re-phasing at 9) and
# runcharter (sustained runs) apply them:
#   Rscript tests/reference/runchart.R FOLDER [CASES]
# Writes runchart.csv, a row per point. tests/unit/evaluation/test_charts_against_packages.py compares;
# versions.csv says which packages the table in this folder comes from.
suppressMessages({library(runchart); library(runcharter); library(data.table)})
told <- commandArgs(trailingOnly = TRUE)
folder <- told[1]
cases <- if (length(told) > 1) as.integer(told[2]) else 50L
quiet <- function(code) suppressMessages(suppressWarnings(code))
days <- seq(as.Date("2012-01-01"), by = "quarter", length.out = 60)

# Small whole numbers tie and lie on the median; every third series has missing points.
series.of <- function(case) {
  set.seed(7400 + case)
  length.of <- sample(18:42, 1)
  i <- seq_len(length.of)
  drift <- sample(c(0, 0, 5, -5), 1) * (i > sample(10:20, 1))
  value <- if (case %% 2) sample(3:9, length.of, TRUE) + drift
    else round(rnorm(length.of, 50, 6) + 2 * drift, 1)
  if (case %% 3 == 0) value[sample(length.of, 3)] <- NA
  if (case %% 5 == 0) value <- round(cumsum(ifelse(is.na(value), 0, rnorm(length.of))), 1)
  value
}
flagged <- function(column, n) if (is.null(column)) rep(0, n) else as.numeric(!is.na(column))

found <- NULL
for (case in seq_len(cases)) {
  value <- series.of(case)
  n <- length(value)
  df <- data.frame(date = days[1:n], value)
  whole <- quiet(tryCatch(runchart(df, shift = TRUE, trend = TRUE, output = "df"),
                          error = function(e) NULL))
  frozen <- quiet(tryCatch(runchart(df, shift = TRUE, rephase = TRUE, output = "df"),
                           error = function(e) NULL))
  if (is.null(whole) || is.null(frozen)) next
  trends <- grep("^trend", names(whole))
  again <- which(diff(frozen$base_ext) != 0 | (!is.na(frozen$base[-1]) & is.na(frozen$base[-n])))
  again <- again[again >= which(!is.na(frozen$base))[1]]
  run <- if (!anyNA(value)) quiet(tryCatch(runcharter(data.table(df, g = "X"), med_rows = 8,
    runlength = 9, direction = "both", datecol = date, grpvar = g, yval = value)$sustained,
    error = function(e) NULL))
  starts <- if (!is.null(run)) match(run$start_date[run$run_type == "sustained"], days) else NA
  found <- rbind(found, data.frame(case, period = seq_len(n), value, median = median(value, na.rm = T),
    shift = flagged(whole$shift, n),
    trend = if (length(trends)) as.numeric(rowSums(!is.na(whole[trends])) > 0) else 0,
    first_median = frozen$base_ext[which(!is.na(frozen$base_ext))[1]],
    later_shift = flagged(frozen$shift, n),
    rephased_at = if (length(again)) again[1] + 1 else NA,
    second_median = if (length(again)) frozen$base_ext[again[1] + 1] else NA,
    runcharter_at = if (is.null(run)) NA else if (length(starts)) starts[1] else 0))
}
write.csv(found, file.path(folder, "runchart.csv"), row.names = FALSE, quote = FALSE)
