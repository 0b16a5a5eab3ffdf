# The mgus2 cohort of R's survival package (progression, death, or neither so far; times in months, read
# as days), and its Aalen-Johansen curves as survfit gives them: with progression as the stop, and with
# death as the stop. Kaplan-Meier beside it takes the other event as censoring.
suppressPackageStartupMessages(library(survival))
folder <- commandArgs(trailingOnly = TRUE)[1]
days <- with(mgus2, ifelse(pstat == 0, futime, ptime))
ending <- with(mgus2, ifelse(pstat == 1, "progression", ifelse(death == 1, "death", "open")))
write.csv(data.frame(days, ending), file.path(folder, "cohort.csv"), row.names = FALSE)
curve_of <- function(stop) {
  state <- factor(ending, c("open", "progression", "death"))
  fit <- survfit(Surv(days, state) ~ 1)
  alone <- survfit(Surv(days, ending == stop) ~ 1)
  data.frame(
    stop,
    days = fit$time,
    incidence = fit$pstate[, match(stop, fit$states)],
    if_nobody_left = summary(alone, times = fit$time)$surv
  )
}
curves <- rbind(curve_of("progression"), curve_of("death"))
write.csv(format(curves, digits = 17), file.path(folder, "curves.csv"), row.names = FALSE)
