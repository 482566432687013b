//! The bucket's default encryption as the page shows it, and the change under way.

use super::fault::Fault;
use super::names;
use sealport_client::{BucketEncryption, DefaultEncryption};

/// What the bucket does with new objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What those get that ask for nothing.
    pub default: DefaultEncryption,
    /// Kinds of encryption that are refused, as the storage names them.
    pub blocked: Vec<String>,
    /// Whether SSE-C is among them.
    pub blocks_ssec: bool,
    /// The KMS keys that it names, one a rule, as they are shown.
    pub kms_key_ids: Vec<String>,
    /// All of it, as the storage has it: a change is made to this and to nothing else.
    pub read: BucketEncryption,
}

impl From<&BucketEncryption> for Settings {
    fn from(read: &BucketEncryption) -> Self {
        Self {
            default: read.default_encryption(),
            blocked: read.blocked_types(),
            blocks_ssec: read.blocks_ssec(),
            kms_key_ids: read.kms_key_ids().map(names::shown).collect(),
            read: read.clone(),
        }
    }
}

/// Where asking stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nobody asked yet.
    #[default]
    Unasked,
    /// On its way.
    Loading,
    /// Here.
    Ready(Settings),
    /// The storage has no such setting.
    NotOffered(Fault),
    /// The access key may not see it.
    Denied(Fault),
    /// It could not be had.
    Failed(Fault),
}

/// What the person wants changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// SSE-S3 for new objects that ask for nothing.
    UseSseS3,
    /// No setting at all.
    TurnOff,
    /// New objects with SSE-C keys.
    AllowSseC,
}

impl Change {
    fn shows_in(self, settings: &Settings) -> bool {
        match self {
            Self::UseSseS3 => settings.default == DefaultEncryption::SseS3,
            // Some encrypt by default whatever is set; what is refused goes with the setting.
            Self::TurnOff => !matches!(settings.default, DefaultEncryption::Other(_)) && settings.blocked.is_empty(),
            Self::AllowSseC => !settings.blocks_ssec,
        }
    }
}

/// How the last change went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Changing {
    /// None was asked for.
    #[default]
    Idle,
    /// On its way.
    Asking(Change),
    /// Done, as the setting shows that was read afterwards.
    Done(Change),
    /// The storage said yes, and the setting that was read afterwards is not as it was asked for.
    NotTaken(Change),
    /// Refused.
    Failed(Change, Fault),
}

/// The setting, for the bucket's screen and the panel of new uploads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BucketView {
    /// What is known.
    pub phase: Phase,
    /// What is being changed.
    pub changing: Changing,
    generation: u64,
}

impl BucketView {
    /// Another bucket: nothing is known, and answers on their way are dropped.
    pub fn forget(&mut self) {
        *self = Self { generation: self.generation + 1, ..Self::default() };
    }

    /// Whether nobody asked yet.
    #[must_use]
    pub fn is_unasked(&self) -> bool {
        self.phase == Phase::Unasked
    }

    /// The setting, once it is here.
    #[must_use]
    pub fn settings(&self) -> Option<&Settings> {
        match &self.phase {
            Phase::Ready(settings) => Some(settings),
            _ => None,
        }
    }

    /// The setting is asked for. Returns the generation that the answer must carry; none while a change is on its way,
    /// which ends with an answer too.
    pub fn start(&mut self) -> Option<u64> {
        if matches!(self.changing, Changing::Asking(_)) {
            return None;
        }
        self.generation += 1;
        self.changing = Changing::Idle;
        // What is shown stays until the answer is here.
        if self.settings().is_none() {
            self.phase = Phase::Loading;
        }
        Some(self.generation)
    }

    /// A change is asked for. Returns the generation that the answer must carry; none while another is on its way.
    pub fn change(&mut self, change: Change) -> Option<u64> {
        if matches!(self.changing, Changing::Asking(_)) {
            return None;
        }
        self.generation += 1;
        self.changing = Changing::Asking(change);
        Some(self.generation)
    }

    /// The setting as the storage has it.
    pub fn told(&mut self, generation: u64, settings: Settings) {
        if generation == self.generation {
            if let Changing::Asking(change) = self.changing {
                let taken = change.shows_in(&settings);
                self.changing = if taken { Changing::Done(change) } else { Changing::NotTaken(change) };
            }
            self.phase = Phase::Ready(settings);
        }
    }

    /// The storage refused, or did not answer. What was known before a refused change still holds.
    pub fn failed(&mut self, generation: u64, fault: Fault) {
        if generation != self.generation {
            return;
        }
        if let Changing::Asking(change) = self.changing {
            self.changing = Changing::Failed(change, fault);
            return;
        }
        self.phase = match fault.code {
            "not-offered" => Phase::NotOffered(fault),
            "denied" => Phase::Denied(fault),
            _ => Phase::Failed(fault),
        };
    }

    /// Somebody else changed the setting before this change: nothing was done, and this is how it is now.
    pub fn overtaken(&mut self, generation: u64, settings: Settings) {
        if generation == self.generation {
            self.phase = Phase::Ready(settings);
        }
    }

    /// Whether the setting was removed and the storage encrypts by default all the same.
    #[must_use]
    pub fn is_on_by_itself(&self) -> bool {
        let on = self.settings().is_some_and(|settings| settings.default == DefaultEncryption::SseS3);
        on && self.changing == Changing::Done(Change::TurnOff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(default: DefaultEncryption) -> Settings {
        Settings { default, ..Settings::from(&BucketEncryption::empty()) }
    }

    fn refused(code: &'static str) -> Fault {
        Fault::here(code, "GET", "", 0)
    }

    #[test]
    fn a_storage_without_the_setting_is_no_failure() {
        let mut view = BucketView::default();
        for (code, expected) in [
            ("not-offered", Phase::NotOffered(refused("not-offered"))),
            ("denied", Phase::Denied(refused("denied"))),
            ("service-failed", Phase::Failed(refused("service-failed"))),
        ] {
            let generation = view.start().unwrap();
            view.failed(generation, refused(code));
            assert_eq!(view.phase, expected);
        }
    }

    #[test]
    fn a_refused_change_leaves_what_was_known() {
        let mut view = BucketView::default();
        let generation = view.start().unwrap();
        view.told(generation, settings(DefaultEncryption::Unset));
        let generation = view.change(Change::UseSseS3).unwrap();
        assert_eq!((view.change(Change::TurnOff), view.start()), (None, None), "one thing at a time");
        view.failed(generation, refused("denied"));
        assert_eq!(view.settings(), Some(&settings(DefaultEncryption::Unset)));
        assert_eq!(view.changing, Changing::Failed(Change::UseSseS3, refused("denied")));
    }

    #[test]
    fn a_change_that_came_too_late_shows_what_is_there_now() {
        let mut view = BucketView::default();
        let generation = view.start().unwrap();
        view.told(generation, settings(DefaultEncryption::Unset));
        let generation = view.change(Change::UseSseS3).unwrap();
        let now = settings(DefaultEncryption::Other("aws:kms".into()));
        view.overtaken(generation - 1, settings(DefaultEncryption::SseS3));
        view.overtaken(generation, now.clone());
        view.failed(generation, refused("contended"));
        assert_eq!(view.settings(), Some(&now));
        assert_eq!(view.changing, Changing::Failed(Change::UseSseS3, refused("contended")));
    }

    #[test]
    fn an_answer_about_another_bucket_is_dropped() {
        let mut view = BucketView::default();
        let generation = view.start().unwrap();
        view.forget();
        view.told(generation, settings(DefaultEncryption::SseS3));
        assert!(view.is_unasked());
    }

    #[test]
    fn a_default_that_comes_back_by_itself_is_noticed() {
        let mut view = BucketView::default();
        let generation = view.start().unwrap();
        view.told(generation, settings(DefaultEncryption::SseS3));
        assert!(!view.is_on_by_itself());
        let generation = view.change(Change::TurnOff).unwrap();
        view.told(generation, settings(DefaultEncryption::SseS3));
        assert!(view.is_on_by_itself());
    }

    #[test]
    fn a_change_that_the_storage_did_not_make_is_not_called_done() {
        let blocked = || Settings { blocks_ssec: true, ..settings(DefaultEncryption::Unset) };
        for (change, left) in [
            (Change::UseSseS3, settings(DefaultEncryption::Unset)),
            (Change::TurnOff, settings(DefaultEncryption::Other("aws:kms".into()))),
            (Change::TurnOff, Settings { blocked: vec!["SSE-C".into()], ..settings(DefaultEncryption::SseS3) }),
            (Change::AllowSseC, blocked()),
        ] {
            let mut view = BucketView::default();
            let generation = view.change(change).unwrap();
            view.told(generation, left.clone());
            assert_eq!((view.changing.clone(), view.settings()), (Changing::NotTaken(change), Some(&left)));
        }
    }
}
