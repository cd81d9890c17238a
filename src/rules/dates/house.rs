//! What a house decides of dates and times: the section `dates` of a stylebook.

use serde::Deserialize;

/// The section `dates` of a stylebook. `any` leaves a thing open: then a story must agree with itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// Which comes first in a date.
    pub order: Order,
    /// A month with a day.
    pub month_with_day: MonthForm,
    /// How each of the twelve months is written with a day where it is abbreviated.
    pub abbreviations: Vec<String>,
    /// A month without a day.
    pub month_alone: FullOrAny,
    /// *3rd* in a date.
    pub ordinal: NeverOrAny,
    /// Commas before and after the year and after the weekday.
    pub year_commas: Commas,
    /// A comma between a month and its year.
    pub month_year_comma: NeverOrAny,
    /// *March of 2020*.
    pub of_year: NeverOrAny,
    /// Weekdays in full.
    pub weekday: FullOrAny,
    /// Dates in figures.
    pub numeric: NeverOrAny,
    /// *1990s*.
    pub decade: DecadeForm,
    /// *’90s*.
    pub short_decade: ShortDecade,
    /// What joins a range of days, years or hours.
    pub range: RangeMark,
    /// *from 2010-15*.
    pub half_range: NeverOrAny,
    /// *a.m.* and *p.m.*
    pub meridiem: MeridiemForm,
    /// Between hours and minutes.
    pub minutes: Minutes,
    /// *7:00 p.m.*
    pub zero_minutes: DropOrKeep,
    /// The clock that times are told by.
    pub clock: ClockForm,
    /// *noon* for *12 p.m.*
    pub noon: WordOrAny,
    /// *8 p.m. tonight*.
    pub time_redundant: NeverOrAny,
    /// *today* in the body of a story.
    pub relative_day: WeekdayOrAny,
    /// *last Tuesday*.
    pub relative_weekday: NeverOrAny,
    /// A date within a week of the article’s.
    pub near_date: WeekdayOrAny,
    /// The year of the article in a date.
    pub current_year: DropOrKeep,
    /// *on* before a weekday.
    pub on_weekday: DropOrKeep,
    /// A plan for a day that is past.
    pub past_plan: NeverOrAny,
    /// A month in the dateline.
    pub dateline_month: DatelineMonth,
}

/// A choice between words, `any` being the default.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $word:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
        pub enum $name {
            /// Not decided.
            #[default]
            #[serde(rename = "any")]
            Any,
            $($(#[$inner])* #[serde(rename = $text)] $word,)+
        }

        impl $name {
            /// Whether the house leaves it open.
            pub const fn is_open(self) -> bool {
                matches!(self, $name::Any)
            }
        }
    };
}

choice!(
    /// Which comes first in a date.
    Order {
        /// *March 3, 2021*.
        MonthFirst = "month-day-year",
        /// *3 March 2021*.
        DayFirst = "day-month-year",
    }
);
choice!(
    /// A month with a day.
    MonthForm {
        /// As the list `abbreviations` has it.
        Abbreviated = "abbreviated",
        /// In full.
        Full = "full",
    }
);
choice!(
    /// In full or as it comes.
    FullOrAny {
        /// In full.
        Full = "full",
    }
);
choice!(
    /// Never or as it comes.
    NeverOrAny {
        /// Never.
        Never = "never",
    }
);
choice!(
    /// Commas around a year.
    Commas {
        /// One before and one after.
        Pair = "pair",
        /// None.
        Never = "never",
    }
);
choice!(
    /// A decade of four figures.
    DecadeForm {
        /// *1990s*.
        Plain = "1990s",
    }
);
choice!(
    /// A decade of two figures.
    ShortDecade {
        /// *’90s*.
        Apostrophe = "’90s",
        /// *90s*.
        Plain = "90s",
    }
);
choice!(
    /// What joins a range.
    RangeMark {
        /// A hyphen.
        Hyphen = "hyphen",
        /// An en dash.
        EnDash = "en-dash",
    }
);
choice!(
    /// *a.m.* and *p.m.*
    MeridiemForm {
        /// *7 p.m.*
        Stops = "p.m.",
        /// *7pm*.
        Plain = "pm",
    }
);
choice!(
    /// Between hours and minutes.
    Minutes {
        /// *7:30*.
        Colon = "colon",
        /// *7.30*.
        Stop = "stop",
    }
);
choice!(
    /// Dropped or always there.
    DropOrKeep {
        /// Dropped.
        Drop = "drop",
        /// Always there.
        Keep = "keep",
    }
);
choice!(
    /// The clock that times are told by.
    ClockForm {
        /// *7 p.m.*
        Twelve = "12-hour",
    }
);
choice!(
    /// In a word or as it comes.
    WordOrAny {
        /// In a word.
        Word = "word",
    }
);
choice!(
    /// By the weekday or as it comes.
    WeekdayOrAny {
        /// By the weekday.
        Weekday = "weekday",
    }
);
choice!(
    /// A month in the dateline.
    DatelineMonth {
        /// As in the text.
        AsText = "as-text",
        /// Abbreviated without stops: *Jan 5*, *Sept 3*.
        NoStops = "no-stops",
    }
);
