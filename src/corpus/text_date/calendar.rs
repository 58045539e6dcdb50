//! Which years have a given weekday on a given day of a month.

use super::super::date::Date;

/// The first year from `since` to `until` in which the day of the month falls on the weekday (from 1 for Monday), and
/// the next one.
pub(super) fn years(weekday: i8, month: i8, day: i8, since: i16, until: i16) -> (Option<Date>, Option<Date>) {
    let mut fitting = (since..=until)
        .filter_map(|year| Date::new(year, Some(month), Some(day)))
        .filter(|date| falls_on(*date, weekday));
    (fitting.next(), fitting.next())
}

/// What an event of a day says of an article that appears soon after it: the month, or only the year on the last day of a
/// month; on the last day of a year nothing better than its month.
pub(super) fn soon_after(event: Date) -> Option<Date> {
    let day = event.first_day();
    let next = day.tomorrow().unwrap_or(day);
    let turns = next.month() != day.month() && next.year() == day.year();
    Date::new(event.year(), event.month().filter(|_| !turns), None)
}

/// Whether a day is that weekday.
pub(super) fn falls_on(date: Date, weekday: i8) -> bool {
    date.first_day().weekday().to_monday_one_offset() == weekday
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Zeller's congruence, from 1 for Monday: another way to the same weekday.
    fn zeller(year: i32, month: i32, day: i32) -> i8 {
        let (year, month) = if month < 3 { (year - 1, month + 12) } else { (year, month) };
        let (century, of_century) = (year / 100, year % 100);
        let from_saturday = (day + 13 * (month + 1) / 5 + of_century + of_century / 4 + century / 4 + 5 * century) % 7;
        ((from_saturday + 5) % 7 + 1) as i8
    }

    #[test]
    fn every_day_from_1990_to_2030_has_its_weekday_and_no_other() {
        for year in 1990..=2030 {
            for month in 1..=12 {
                for day in 1..=31 {
                    let Some(date) = Date::new(year, Some(month), Some(day)) else { continue };
                    let right = zeller(i32::from(year), i32::from(month), i32::from(day));
                    for weekday in 1..=7 {
                        assert_eq!(falls_on(date, weekday), weekday == right, "{date} {weekday}");
                    }
                    assert_eq!(years(right, month, day, year, year).0, Some(date));
                }
            }
        }
    }

    #[test]
    fn the_year_of_a_sunday() {
        let (first, second) = years(7, 6, 22, 2022, 2035);
        assert_eq!(first.map(Date::year), Some(2025));
        assert_eq!(second.map(Date::year), Some(2031));
        assert_eq!(years(7, 2, 30, 1990, 2030), (None, None));
    }
}
