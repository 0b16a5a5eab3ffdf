# Run and control charts as R's qicharts2 draws them (Anhøj's rules, P, P', I):
#   Rscript tests/reference/qicharts2.R FOLDER [CASES]
# Writes qicharts2_points.csv (every point and its limits) and qicharts2_phases.csv (what is said of a
# phase as a whole). tests/unit/evaluation/test_charts_against_packages.py compares; versions.csv says
# which qicharts2 the tables in this folder come from.
#
# A phase is one chart to qicharts2: `freeze` is the last of the points its centre comes from. Of a
# series with a programme the centre comes from the last 12 points before it came: the control charts
# begin there, the run chart is given that median and looks at every point of the phase.
suppressMessages(library(qicharts2))
told <- commandArgs(trailingOnly = TRUE)
folder <- told[1]
cases <- if (length(told) > 1) as.integer(told[2]) else 40L
save <- function(frame, name) {
  write.csv(format(frame, digits = 12, trim = TRUE), file.path(folder, name), row.names = FALSE,
            quote = FALSE)
}
kinds <- c("share", "share", "small", "value", "whole", "edge", "short", "stuck", "huge", "ratio")

# One series: numerators and denominators, or values; every tenth point or so is missing.
series.of <- function(case) {
  set.seed(4100 + case)
  kind <- kinds[1 + case %% length(kinds)]
  length.of <- if (kind == "short") sample(1:9, 1) else sample(12:44, 1)
  i <- seq_len(length.of)
  drift <- sample(c(0, 0, 0.3), 1) * (i > length.of / 2)
  n <- x <- v <- rep(NA_real_, length.of)
  if (kind %in% c("share", "short")) n <- sample(10:90, length.of, TRUE)
  if (kind %in% c("small", "edge")) n <- sample(0:12, length.of, TRUE)
  if (kind == "huge") n <- sample(1e6:9e6, length.of, TRUE)
  if (kind == "ratio") n <- sample(5:60, length.of, TRUE)
  if (kind %in% c("share", "short", "small", "huge"))
    x <- rbinom(length.of, n, pmin(0.95, 0.35 + drift))
  if (kind == "edge") x <- n * sample(0:1, length.of, TRUE, c(0.15, 0.85))
  if (kind == "ratio") x <- rpois(length.of, n * (1.7 + drift))
  if (kind == "value") v <- round(rnorm(length.of, 50 + 40 * drift, 9), 2)
  if (kind == "whole") v <- sample(1:6, length.of, TRUE)
  if (kind == "stuck") v <- rep(7.1, length.of) + (case %% 3 == 0) * (i == 11)
  gone <- runif(length.of) < 0.1
  n[gone] <- x[gone] <- v[gone] <- NA
  data.frame(case, kind, period = i, numerator = x, denominator = n, value = v)
}

# Which points lie in which phase, and which its centre comes from: the contract, section 5.
phases.of <- function(there, engaged, decision) {
  i <- seq_along(there)
  before <- which(there & is.finite(engaged) & i < engaged)
  first <- if (length(before) >= 8) tail(before, 12) else head(which(there), 8)
  phases <- list(list(points = i[i < decision], base = first))
  later <- which(there & i >= decision)
  if (length(later)) phases[[2]] <- list(points = i[i >= decision], base = head(later, 8))
  Filter(function(p) any(there[p$points]), phases)
}

limits <- function(chart, s, from, base) {
  s <- s[s$period >= from, ]
  freeze <- match(max(base), s$period)
  is.value <- all(is.na(s$denominator))
  d <- if (is.value) qic(s$period, s$value, chart = chart, freeze = freeze, return.data = TRUE)
    else qic(s$period, s$numerator, s$denominator, chart = chart, freeze = freeze, multiply = 100,
             return.data = TRUE)
  found <- data.frame(period = s$period, cl = d$cl, lcl = d$lcl, ucl = d$ucl, lcl2 = d$lcl.95,
                      ucl2 = d$ucl.95, out = as.numeric(d$sigma.signal))
  names(found)[-1] <- paste0(chart, ".", names(found)[-1])
  found
}

points <- phase.rows <- NULL
for (case in seq_len(cases)) {
  s <- series.of(case)
  share <- if (all(is.na(s$denominator))) s$value else 100 * s$numerator / s$denominator
  there <- is.finite(share)
  if (!any(there)) next
  engaged <- sample(c(Inf, Inf, 5, 10, 15, 20), 1)
  decision <- sample(c(Inf, Inf, 14, 23), 1)
  for (number in seq_along(parts <- phases.of(there, engaged, decision))) {
    part <- parts[[number]]
    centre <- median(share[part$base])
    own <- s[s$period %in% part$points, ]
    y <- share[part$points]
    run <- qic(part$points, ifelse(is.finite(y), y, NA), chart = "run",
               cl = rep(centre, length(y)), return.data = TRUE)[1, ]
    phase.rows <- rbind(phase.rows, data.frame(
      case, phase = number, engaged, decision, median = centre, useful = run$n.useful,
      longest = run$longest.run, longest.max = run$longest.run.max, crossings = run$n.crossings,
      crossings.min = run$n.crossings.min, signal = as.numeric(run$runs.signal)))
    # A decision may fall among the points that the first centre comes from: not one chart.
    whole <- number > 1 || all(part$base %in% part$points)
    from <- min(part$base)
    row <- own
    for (chart in c("i", "p", "pp")) {
      is.drawn <- whole && (chart == "i" || (!all(is.na(s$denominator)) && own$kind[1] != "ratio"))
      found <- if (is.drawn) limits(chart, own, from, part$base) else
        setNames(data.frame(own$period, NA, NA, NA, NA, NA, NA),
                 c("period", paste0(chart, c(".cl", ".lcl", ".ucl", ".lcl2", ".ucl2", ".out"))))
      row <- merge(row, found, by = "period", all.x = TRUE)
    }
    points <- rbind(points, cbind(row, phase = number))
  }
}
save(points[order(points$case, points$period), ], "qicharts2_points.csv")
save(phase.rows, "qicharts2_phases.csv")
