# Reference values of control limits, runs, funnels, Byar's limits and case mix, from base R alone:
#   Rscript tests/reference/charts_and_funnels.R tests/reference
# The formulas are written out from methods.md; binomial and Poisson quantiles and the logistic model
# are R's own. tests/unit/evaluation/test_against_r.py compares.
folder <- commandArgs(trailingOnly = TRUE)[1]
save <- function(frame, name) {
  write.csv(format(frame, digits = 15, trim = TRUE), file.path(folder, name), row.names = FALSE,
            quote = FALSE)
}

# --- runs: how long, how few crossings ---
n <- 10:100
save(data.frame(useful = n, longest = round(log2(n)) + 3, crossings = qbinom(0.05, n - 1, 0.5)),
     "anhoej_limits.csv")

# --- control charts: 30 periods, the first 14 the baseline, one period missing ---
i <- 1:30
denominator <- 18 + (i * 7) %% 23
numerator <- pmin(denominator, round(denominator * (0.35 + 0.15 * sin(i) + 0.01 * (i > 14) * i)))
denominator[c(6, 21)] <- NA
numerator[c(6, 21)] <- NA
share <- numerator / denominator
base <- i <= 14
p <- sum(numerator[base], na.rm = TRUE) / sum(denominator[base], na.rm = TRUE)
sd.p <- sqrt(p * (1 - p) / denominator)
screened.sd <- function(y) {
  mr <- abs(diff(y))
  mr <- mr[!is.na(mr)]
  mean(mr[mr < 3.267 * mean(mr)]) / 1.128
}
plain.sd <- function(y) mean(abs(diff(y)), na.rm = TRUE) / 1.128
z <- ((share - p) / sd.p)[base]
wild <- share
wild[9] <- 1
save(data.frame(
  numerator, denominator, value = share, wild,
  p.low = pmax(0, p - 3 * sd.p), p.high = pmin(1, p + 3 * sd.p), p.centre = p,
  pp.low = pmax(0, p - 3 * sd.p * screened.sd(z)),
  pp.high = pmin(1, p + 3 * sd.p * screened.sd(z)),
  x.centre = mean(wild[base], na.rm = TRUE),
  x.low = mean(wild[base], na.rm = TRUE) - 3 * screened.sd(wild[base]),
  x.high = mean(wild[base], na.rm = TRUE) + 3 * screened.sd(wild[base]),
  x.low.unscreened = mean(wild[base], na.rm = TRUE) - 3 * plain.sd(wild[base])
), "control_limits.csv")

# --- funnel: 12 units, two with few ---
d <- c(120, 85, 40, 33, 210, 64, 9, 3, 150, 77, 51, 98)
o <- c(60, 30, 31, 9, 131, 20, 7, 0, 60, 55, 29, 41)
target <- sum(o) / sum(d)
zed <- 2 * sqrt(d) * (asin(sqrt(o / d)) - asin(sqrt(target)))
q <- quantile(zed, c(0.1, 0.9))
zed <- pmin(pmax(zed, q[1]), q[2])
phi <- mean(zed^2)
w <- 4 * d
units <- length(d)
tau2 <- max(0, (units * phi - (units - 1)) / (sum(w) - sum(w^2) / sum(w)))
interpolated <- function(tail) {
  r <- qbinom(tail, d, target)
  a <- (pbinom(r, d, target) - tail) / (pbinom(r, d, target) - pbinom(r - 1, d, target))
  pmin(pmax(r - a, 0), d) / d
}
back <- function(angle) sin(pmin(pmax(angle, 0), pi / 2))^2
z95 <- qnorm(0.975)
z998 <- qnorm(0.999)
B <- tau2 / (tau2 + 1 / (4 * d))
theta <- asin(sqrt(target)) + B * (asin(sqrt(o / d)) - asin(sqrt(target)))
save(data.frame(
  observed = o, denominator = d, phi, tau_squared = tau2,
  funnel_low_95 = pmax(0, target - z95 * sqrt(target * (1 - target) / d)),
  funnel_high_998 = pmin(1, target + z998 * sqrt(target * (1 - target) / d)),
  exact_low_95 = interpolated(0.025), exact_high_95 = interpolated(0.975),
  exact_low_998 = interpolated(0.001), exact_high_998 = interpolated(0.999),
  overdispersed_low_95 = back(asin(sqrt(target)) - z95 * sqrt(1 / (4 * d) + tau2)),
  overdispersed_high_95 = back(asin(sqrt(target)) + z95 * sqrt(1 / (4 * d) + tau2)),
  overdispersed_low_998 = back(asin(sqrt(target)) - z998 * sqrt(1 / (4 * d) + tau2)),
  overdispersed_high_998 = back(asin(sqrt(target)) + z998 * sqrt(1 / (4 * d) + tau2)),
  shrunken = back(theta), shrunken_low = back(theta - z95 * sqrt(B / (4 * d))),
  shrunken_high = back(theta + z95 * sqrt(B / (4 * d)))
), "funnel.csv")

# --- Byar ---
x <- c(0, 1, 2, 5, 10, 50, 400)
save(data.frame(observed = x,
  low = ifelse(x == 0, 0, x * (1 - 1 / (9 * x) - z95 / (3 * sqrt(x)))^3),
  high = (x + 1) * (1 - 1 / (9 * (x + 1)) + z95 / (3 * sqrt(x + 1)))^3,
  exact_low = qchisq(0.025, 2 * x) / 2, exact_high = qchisq(0.975, 2 * x + 2) / 2), "byar.csv")

# --- case mix: a logistic model of the case mix, no term for the unit ---
cells <- expand.grid(unit = c("a", "b", "c", "d"), band = c("0-4", "5-11", "12-15"),
                     basis = c("order", "voluntary"))
k <- seq_len(nrow(cells))
cells$clocks <- 11 + (k * 5) %% 17
cells$within <- pmin(cells$clocks, round(cells$clocks * (0.3 + 0.25 * (cells$band == "0-4")
  + 0.1 * (cells$basis == "order") + 0.05 * sin(k))))
fit <- glm(cbind(within, clocks - within) ~ band + basis, binomial, cells,
           control = glm.control(epsilon = 1e-14, maxit = 100))
cells$expected <- cells$clocks * fitted(fit)
cells$by_others <- NA
for (u in levels(cells$unit)) {
  own <- cells$unit == u
  other <- glm(cbind(within, clocks - within) ~ band + basis, binomial, cells[!own, ],
               control = glm.control(epsilon = 1e-14, maxit = 100))
  cells$by_others[own] <- cells$clocks[own] * predict(other, cells[own, ], type = "response")
}
save(cells, "case_mix.csv")
