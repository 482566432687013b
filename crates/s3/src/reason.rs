//! What a refusal means: finer than a code, with the side it is on and the step that helps. Words for people are the
//! page's.

use crate::error::ErrorCode;

/// Whose side a fault is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Who asked: a name, an option, a file, a clock.
    Caller,
    /// The customer key.
    Key,
    /// The stored object.
    Object,
    /// The storage, its settings or its administrator.
    Service,
    /// Whatever lies between.
    Way,
    /// This device or browser.
    Device,
    /// Ours.
    Ourselves,
}

/// The step that helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remedy {
    /// Give the object's key.
    GiveKey,
    /// Give another key.
    GiveOtherKey,
    /// Ask again without a key.
    LeaveKeyOut,
    /// Make a new link, or have one made.
    NewLink,
    /// Have all three customer headers signed (binding `this-key`).
    SignAllHeaders,
    /// Set this device's clock.
    SetClock,
    /// Check access key id and secret.
    CheckCredentials,
    /// Get a new session token.
    RenewToken,
    /// Have the permission granted.
    AskForPermission,
    /// Check the region, or use the one that the storage named.
    CheckRegion,
    /// Check the bucket's name.
    CheckBucket,
    /// Look at the list again: it is another one now.
    Reload,
    /// Choose another name, or replace what is there.
    OtherName,
    /// Allow SSE-C in the bucket's settings.
    UnblockSseC,
    /// Use an https address.
    UseHttps,
    /// Try again; it may pass.
    TryAgain,
    /// Wait, then try again.
    Wait,
    /// Split the file, or send less.
    SendLess,
    /// Have the object restored from its archive.
    Restore,
    /// Have room made, or a limit raised.
    AskForRoom,
    /// Have the bucket's CORS rule or the network checked.
    CheckWay,
    /// Use another protection or another storage: this one does not offer it.
    ChooseAnother,
    /// Nothing but telling us.
    Report,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident: $code:ident, $side:ident, $remedy:ident;)+) => {
        /// What a refusal means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])* $name,)+
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The stable code that programs go by.
            pub fn code(self) -> ErrorCode {
                match self { $(Self::$name => ErrorCode::$code,)+ }
            }

            /// Whose side it is on.
            pub fn side(self) -> Side {
                match self { $(Self::$name => Side::$side,)+ }
            }

            /// What helps.
            pub fn remedy(self) -> Remedy {
                match self { $(Self::$name => Remedy::$remedy,)+ }
            }
        }
    };
}

reasons! {
    /// The object has a customer key, and none came.
    KeyRequired: SseCKeyRequired, Key, GiveKey;
    /// The object has another customer key.
    WrongKey: WrongKey, Key, GiveOtherKey;
    /// A customer key came for an object that has none.
    KeyNotApplicable: SseCNotApplicable, Key, LeaveKeyOut;
    /// Key and MD5 arrived, and do not belong together.
    KeyDigestMismatch: KeyDigestMismatch, Way, TryAgain;
    /// The key arrived with another length than 32 bytes.
    KeyMalformed: KeyDigestMismatch, Way, TryAgain;
    /// All three customer headers were sent, and not all of them arrived.
    CustomerHeadersLost: HeadersLost, Way, CheckWay;
    /// Customer headers were sent in part, or with values that S3 does not know.
    CustomerHeadersIncomplete: InvalidInput, Caller, SignAllHeaders;
    /// Customer keys are taken over https only.
    InsecureConnection: InvalidInput, Caller, UseHttps;
    /// The bucket refuses new SSE-C objects.
    SseCBlocked: SseCBlocked, Service, UnblockSseC;
    /// Two ways of encrypting at once, or a header for SSE-S3 on a read.
    EncryptionConflict: InvalidInput, Caller, Report;
    /// An encryption that the storage does not offer.
    EncryptionUnknown: NotOffered, Service, ChooseAnother;
    /// Headers were sent that the signature does not cover.
    HeadersNotSigned: HeadersNotSigned, Caller, SignAllHeaders;
    /// The request does not match its signature: secret, method, name or headers differ.
    SignatureMismatch: Denied, Caller, CheckCredentials;
    /// A handed-on link does not match what was sent with it.
    LinkMismatch: Denied, Caller, NewLink;
    /// A handed-on link is dated in the future of the storage's clock.
    LinkNotYetValid: LinkExpired, Caller, NewLink;
    /// A handed-on link does not match the customer key that was sent with it, or was changed.
    KeyOrLinkMismatch: WrongKey, Key, GiveOtherKey;
    /// The object has another customer key, or the link gives no permission: the storage does not say which.
    WrongKeyOrDenied: WrongKey, Key, GiveOtherKey;
    /// No such access key.
    UnknownAccessKey: Denied, Caller, CheckCredentials;
    /// The session token is over or malformed.
    TokenExpired: Denied, Caller, RenewToken;
    /// No permission.
    Denied: Denied, Service, AskForPermission;
    /// The account is closed, suspended or has another problem.
    AccountProblem: Denied, Service, AskForPermission;
    /// The signature is malformed or lacks a part.
    SignatureMalformed: Denied, Caller, NewLink;
    /// The signature's time is over.
    LinkExpired: LinkExpired, Caller, NewLink;
    /// The clocks differ too much.
    ClockSkew: ClockSkew, Device, SetClock;
    /// No such object.
    NoSuchObject: NotFound, Object, Reload;
    /// No such version of the object.
    NoSuchVersion: NotFound, Object, Reload;
    /// No such bucket.
    NoSuchBucket: NotFound, Caller, CheckBucket;
    /// The bucket has no setting of that kind.
    NoSuchSetting: NotFound, Service, Reload;
    /// Something of the name is there already.
    AlreadyExists: AlreadyExists, Caller, OtherName;
    /// Two requests for one name met; neither is known to have won.
    Contended: Contended, Service, TryAgain;
    /// The object is another one than was asked for.
    ObjectChanged: ObjectChanged, Object, Reload;
    /// The object lies in an archive.
    Archived: Denied, Object, Restore;
    /// The content arrived damaged.
    ContentDamaged: ContentDigestMismatch, Way, TryAgain;
    /// The content's checksum is no checksum.
    ContentDigestMalformed: ContentDigestMismatch, Caller, NewLink;
    /// The bucket locks objects, and wants a checksum with each.
    ChecksumRequired: NotOffered, Service, ChooseAnother;
    /// The content came too slowly, or not to its end.
    Stalled: Stalled, Way, TryAgain;
    /// Larger than the storage takes.
    TooLarge: TooLarge, Caller, SendLess;
    /// The account or bucket is full.
    QuotaFull: QuotaFull, Service, AskForRoom;
    /// A range outside the object.
    RangeOutside: InvalidInput, Caller, Reload;
    /// Another region or endpoint serves the bucket.
    WrongRegion: InvalidInput, Caller, CheckRegion;
    /// A setting that the storage does not understand.
    MalformedSetting: InvalidInput, Caller, Report;
    /// The storage does not offer this operation.
    NotOffered: NotOffered, Service, ChooseAnother;
    /// Too many requests.
    Throttled: Throttled, Service, Wait;
    /// The storage failed.
    ServiceFailed: ServiceFailed, Service, TryAgain;
    /// A refusal that is not known.
    Unknown: ServiceFailed, Service, Report;
}
