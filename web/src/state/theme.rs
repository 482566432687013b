//! Light, dark, or as the system has it.

/// The person's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Follow the system.
    #[default]
    System,
    /// Always dark.
    Dark,
    /// Always light.
    Light,
}

impl Theme {
    /// What the switch leads to next.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Dark,
            Self::Dark => Self::Light,
            Self::Light => Self::System,
        }
    }

    /// The value of `data-theme` and of the stored choice; none means the system's.
    #[must_use]
    pub fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Dark => Some("dark"),
            Self::Light => Some("light"),
        }
    }

    /// Reads a stored choice; anything unknown is the system's.
    #[must_use]
    pub fn parse(stored: Option<&str>) -> Self {
        match stored {
            Some("dark") => Self::Dark,
            Some("light") => Self::Light,
            _ => Self::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_presses_come_back_to_the_system() {
        assert_eq!(Theme::System.next().next().next(), Theme::System);
    }

    #[test]
    fn a_stored_choice_comes_back() {
        for theme in [Theme::System, Theme::Dark, Theme::Light] {
            assert_eq!(Theme::parse(theme.attribute()), theme);
        }
        assert_eq!(Theme::parse(Some("purple")), Theme::System);
    }
}
