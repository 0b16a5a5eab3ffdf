# Reference values of the programme's effect, by R's own regressions (`lm`), with Debian's sandwich and
# clubSandwich for clustered errors, and lme4 for shares drawn in:
#   Rscript tests/reference/effects.R tests/reference
# tests/unit/evaluation/test_effects_against_r.py compares. The panel is written out as well.
suppressMessages({library(sandwich); library(clubSandwich); library(lme4)})
folder <- commandArgs(trailingOnly = TRUE)[1]
save <- function(frame, name) {
  write.csv(format(frame, digits = 15, trim = TRUE), file.path(folder, name), row.names = FALSE,
            quote = FALSE)
}

# --- a panel of 12 units by 8 periods: starts in 4, 6 or never; 5 cells missing ---
panel <- expand.grid(unit = 1:12, period = 1:8)
panel$first <- c(4, 6, 0)[1 + panel$unit %% 3]
k <- seq_len(nrow(panel))
panel$weight <- 5 + (panel$unit * 7) %% 19
panel$clocks <- 5 + (k * 11) %% 23
panel$outcome <- round(30 + 2 * panel$unit + 1.5 * panel$period + 6 * sin(k * 1.7)
  + ifelse(panel$first > 0 & panel$period >= panel$first, 8 + panel$period - panel$first, 0), 3)
gone <- (panel$unit == 2 & panel$period == 7) | (panel$unit == 5 & panel$period %in% c(1, 8)) |
  (panel$unit == 9 & panel$period == 3) | (panel$unit == 12 & panel$period == 5)
whole <- panel
panel <- panel[!gone, ]
save(whole, "effects_panel.csv")

# --- group and period against the never treated, weights of units: a regression of changes, its
# error by R's HC0 (one row a unit, so clustered on it) ---
told <- NULL
for (g in c(4, 6)) for (t in setdiff(1:8, g - 1)) {
  wide <- merge(whole[whole$period == t, ], whole[whole$period == g - 1, ], by = "unit")
  wide <- wide[wide$first.x %in% c(0, g), ]
  wide$change <- wide$outcome.x - wide$outcome.y
  wide$treated <- as.numeric(wide$first.x == g)
  for (weighted in c(FALSE, TRUE)) {
    wide$w <- if (weighted) wide$weight.x else 1
    fit <- lm(change ~ treated, wide, weights = w)
    told <- rbind(told, data.frame(group = g, period = t, weighted = as.numeric(weighted),
      estimate = coef(fit)[["treated"]],
      se = sqrt(vcovHC(fit, type = "HC0")["treated", "treated"])))
  }
}
save(told, "effects_group_time.csv")

# --- imputation, gaps and all: fitted on the untreated, weighted by cell ---
treated <- panel$first > 0 & panel$period >= panel$first
fit <- lm(outcome ~ factor(unit) + factor(period), panel[!treated, ], weights = clocks)
late <- panel[treated, ]
late$effect <- late$outcome - predict(fit, late)
told <- do.call(rbind, by(late, list(late$first, late$period), function(cell)
  data.frame(group = cell$first[1], period = cell$period[1],
             estimate = sum(cell$effect * cell$clocks) / sum(cell$clocks))))
save(told, "effects_imputation.csv")

# --- two-way fixed effects; CR3 is the sum of squares of what leaving one unit out changes ---
fe <- lm(outcome ~ treated + factor(unit) + factor(period),
         transform(panel, treated = as.numeric(treated)), weights = clocks)
# Unit effects taken out beforehand: with them CR3 has nothing to invert.
within <- function(x) x - ave(x * panel$clocks, panel$unit, FUN = sum) /
  ave(panel$clocks, panel$unit, FUN = sum)
inner <- data.frame(y = within(panel$outcome), treated = within(as.numeric(treated)),
                    sapply(2:8, function(t) within(as.numeric(panel$period == t))))
flat <- lm(y ~ 0 + ., inner, weights = panel$clocks)
stopifnot(all.equal(coef(flat)[["treated"]], coef(fe)[["treated"]]))
cr3 <- as.matrix(vcovCR(flat, cluster = panel$unit, type = "CR3", target = 1 / panel$clocks))
own <- sapply(unique(panel$unit), function(u) {
  rest <- transform(panel, treated = as.numeric(treated))[panel$unit != u, ]
  coef(lm(outcome ~ treated + factor(unit) + factor(period), rest, weights = clocks))[["treated"]]
})
save(data.frame(estimate = coef(fe)[["treated"]], cr3 = sqrt(cr3["treated", "treated"]),
  jackknife = sqrt(11 / 12 * sum((own - mean(own))^2))), "effects_two_way.csv")

# --- shares of 12 units drawn in by a random-intercept logistic model ---
d <- c(120, 85, 40, 33, 210, 64, 9, 3, 150, 77, 51, 98)
o <- c(60, 30, 31, 9, 131, 20, 7, 0, 60, 55, 29, 41)
mixed <- glmer(cbind(o, d - o) ~ 1 + (1 | unit), family = binomial, data =
               data.frame(o, d, unit = factor(seq_along(d))), nAGQ = 25)
save(data.frame(observed = o, denominator = d, shrunken = as.numeric(fitted(mixed))),
     "mixed_model.csv")
