//! The macros that declare tables: `table!`, `words!`, `variants!`, `one_of!`, and what these are
//! made of.

/// The lines of a comment as one text.
macro_rules! sentence {
    ($($line:literal)+) => { concat!($($line),+).trim_ascii_start() };
}

/// The kind of a key: as declared, or that of its type.
macro_rules! key_kind {
    ($type:ty;) => {
        <$type as FromValue>::KIND
    };
    ($type:ty; $kind:expr) => {
        ($kind).kind()
    };
}

/// The keys of a field.
macro_rules! field_keys {
    ($type:ty; $name:expr; [$($doc:literal)+]; [$($kind:expr)?];) => {
        &[Key {
            name: $name,
            kind: key_kind!($type; $($kind)?),
            need: <$type as FromValue>::NEED,
            doc: sentence!($($doc)+),
        }]
    };
    ($type:ty; $name:expr; [$($doc:literal)+]; [$($kind:expr)?]; default($text:expr)) => {
        &[Key::defaulted($name, key_kind!($type; $($kind)?), $text, sentence!($($doc)+))]
    };
    ($type:ty; $name:expr; [$($doc:literal)+]; [$($kind:expr)?]; required) => {
        &[Key::required($name, key_kind!($type; $($kind)?), sentence!($($doc)+))]
    };
    ($type:ty; $name:expr; [$($doc:literal)+]; [$($kind:expr)?]; optional) => {
        &[Key::optional($name, key_kind!($type; $($kind)?), sentence!($($doc)+))]
    };
    ($type:ty; $name:expr; [$($doc:literal)+]; []; keys) => { <$type as FromKeys>::KEYS };
    ($type:ty; $name:expr; [$($doc:literal)+]; []; choice) => { <$type as Tagged>::CHOICE };
    ($type:ty; $name:expr; [$($doc:literal)+]; []; variants) => { &[] };
    ($type:ty; $name:expr; [$($doc:literal)+]; [$keys:expr]; read($function:expr)) => { $keys };
    ($type:ty; $name:expr; [$($doc:literal)+]; [$keys:expr]; find($function:expr)) => { $keys };
}

/// The value of a field.
macro_rules! field_value {
    ($type:ty; $name:expr; $record:ident, $records:ident; read($function:expr)) => {
        $function($record, $records)?
    };
    ($type:ty; $name:expr; $record:ident, $records:ident; find($function:expr)) => {
        $function($record, $records)
    };
    ($type:ty; $name:expr; $record:ident, $records:ident; keys) => {
        <$type as FromKeys>::from_keys($record, $records)?
    };
    ($type:ty; $name:expr; $record:ident, $records:ident; choice) => {
        <$type as Tagged>::from_tag($record, $records)?
    };
    ($type:ty; $name:expr; $record:ident, $records:ident; variants) => {
        <$type as Tagged>::from_tag($record, $records)?
    };
    ($type:ty; $name:expr; $record:ident, $records:ident; $($mode:ident $(($argument:expr))?)?) => {
        $record.read::<$type>($name, $records)?
    };
}

/// The keys of a field that exclude each other.
macro_rules! field_sides {
    ($type:ty; keys) => {
        <$type as FromKeys>::SIDES
    };
    ($type:ty; $($mode:ident $(($argument:expr))?)?) => {
        &[]
    };
}

/// The variants that a field decides on.
macro_rules! field_variants {
    ($type:ty; variants) => {
        Some(&<$type as Tagged>::VARIANTS)
    };
    ($type:ty; $($mode:ident $(($argument:expr))?)?) => {
        None
    };
}

/// The name of a key.
macro_rules! key_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// The kind of a list of tables: they have names if their type has one.
macro_rules! list_kind {
    ($type:ty) => {
        Kind::Tables(&<$type as Table>::FORM)
    };
    ($type:ty, $named:ident) => {
        Kind::NamedTables(&<$type as Table>::FORM)
    };
}

/// The word that holds if none is written.
macro_rules! tag_default {
    () => {
        None
    };
    ($word:literal) => {
        Some($word)
    };
}

/// Whether the word of a tag must be written.
macro_rules! tag_need {
    () => {
        Need::Required
    };
    ($word:literal) => {
        Need::Default($word)
    };
}

/// What holds if none of the keys is written.
macro_rules! rest {
    () => {
        None
    };
    ($rest:path) => {
        Some($rest)
    };
}

/// Declares a table; see the head of this file.
macro_rules! table {
    (
        $(#[doc = $about:literal])+
        $(#[derive($($derive:ident),+)])?
        $visibility:vis struct $type:ident($noun:literal $(, $named:ident)?)
        $(, sides [$($side:expr),+])? {
            $(
                $(#[doc = $doc:literal])+
                $field:ident $(as $key:literal)?: $value:ty $(= $kind:expr)?
                $(, $mode:ident $(($argument:expr))?)?;
            )*
            $(.. $more:expr;)*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq $($(, $derive)+)?)]
        $visibility struct $type {
            $(
                /// The name of its table.
                pub $named: String,
            )?
            $($(#[doc = $doc])+ pub $field: $value,)*
        }

        impl FromKeys for $type {
            const KEYS: &'static [Key] = {
                const PARTS: &[&[Key]] = &[
                    $(field_keys!(
                        $value; key_name!($field $($key)?); [$($doc)+]; [$($kind)?];
                        $($mode $(($argument))?)?
                    ),)*
                    $($more,)*
                ];
                const ALL: [Key; count(PARTS)] = join(PARTS);
                &ALL
            };

            fn from_keys(record: &Record, records: &Records) -> Option<Self> {
                Some($type {
                    $($named: record.name().to_owned(),)?
                    $($field: field_value!(
                        $value; key_name!($field $($key)?); record, records;
                        $($mode $(($argument))?)?
                    ),)*
                })
            }
        }

        impl Table for $type {
            const ABOUT: &'static str = sentence!($($about)+);
            const FORM: Form = Form {
                noun: $noun,
                keys: <Self as FromKeys>::KEYS,
                variants: first(&[
                    $(field_variants!($value; $($mode $(($argument))?)?),)*
                ]),
                alternatives: &[
                    $(field_sides!($value; $($mode $(($argument))?)?),)*
                    $($($side,)+)?
                ],
            };
        }

        impl FromValue for $type {
            const KIND: Kind = Kind::Table(&<Self as Table>::FORM);

            fn from_value(value: &FieldValue, records: &Records) -> Option<Self> {
                match value {
                    FieldValue::Table(record) => Self::from_keys(record, records),
                    _ => None,
                }
            }
        }

        impl Item for $type {
            const LIST: Kind = list_kind!($type $(, $named)?);

            fn items(value: &FieldValue, records: &Records) -> Option<Vec<Self>> {
                tables(value, records)
            }
        }

        impl Quantities for $type {
            fn quantities<'q>(&'q mut self, all: &mut Vec<&'q mut Quantity>) {
                $(Quantities::quantities(&mut self.$field, all);)*
            }
        }
    };
}

/// Declares a choice between words; the comment of each says what it means.
macro_rules! words {
    (
        $(#[doc = $about:literal])+
        $visibility:vis enum $type:ident {
            $($(#[doc = $doc:literal])+ $variant:ident = $word:literal,)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $visibility enum $type {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Word for $type {
            const WORDS: &'static [(&'static str, &'static str)] =
                &[$(($word, sentence!($($doc)+)),)+];

            fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some($type::$variant),)+
                    _ => None,
                }
            }

            fn word(self) -> &'static str {
                match self {
                    $($type::$variant => $word,)+
                }
            }
        }

        impl FromValue for $type {
            const KIND: Kind = Kind::Choice(<Self as Word>::WORDS);

            fn from_value(value: &FieldValue, _: &Records) -> Option<Self> {
                match value {
                    FieldValue::Choice(word) => Self::from_word(word),
                    _ => None,
                }
            }
        }

        impl Quantities for $type {}
    };
}

/// Declares an enum whose variant is chosen by the word of a key, each with keys of its own, and
/// the enum of these words. `with [KEYS]` and `then [KEYS]` are keys before and after those of the
/// fields that the table itself reads.
macro_rules! variants {
    (
        $(#[doc = $about:literal])+
        $(#[derive($($derive:ident),+)])?
        $visibility:vis enum $type:ident($tag:literal $(, default $default:literal)?), $words:ident
        {
            $(
                $(#[doc = $doc:literal])+
                $variant:ident = $word:literal $(, $noun:literal)?
                $(with [$before:expr])?
                $({
                    $(
                        $(#[doc = $key_doc:literal])+
                        $field:ident $(as $key:literal)?: $value:ty $(= $kind:expr)?
                        $(, $mode:ident $(($argument:expr))?)?;
                    )*
                })?
                $(then [$after:expr])?;
            )+
        }
    ) => {
        words! {
            $(#[doc = $about])+
            $visibility enum $words {
                $($(#[doc = $doc])+ $variant = $word,)+
            }
        }

        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq $($(, $derive)+)?)]
        #[allow(clippy::large_enum_variant, reason = "a scenario has few of them")]
        $visibility enum $type {
            $(
                $(#[doc = $doc])+
                $variant $({ $($(#[doc = $key_doc])+ $field: $value,)* })?,
            )+
        }

        impl Tagged for $type {
            const VARIANTS: Variants = Variants {
                tag: $tag,
                doc: sentence!($($about)+),
                default: tag_default!($($default)?),
                list: &[$({
                    const PARTS: &[&[Key]] = &[
                        $($before,)?
                        $($(field_keys!(
                            $value; key_name!($field $($key)?); [$($key_doc)+]; [$($kind)?];
                            $($mode $(($argument))?)?
                        ),)*)?
                        $($after,)?
                    ];
                    const ALL: [Key; count(PARTS)] = join(PARTS);
                    Variant {
                        name: $word,
                        noun: concat!($($noun)?),
                        keys: &ALL,
                        doc: sentence!($($doc)+),
                    }
                },)+],
            };

            const CHOICE: &'static [Key] = {
                const PARTS: &[&[Key]] = &[
                    &[Key {
                        name: $tag,
                        kind: Kind::Choice(<$words as Word>::WORDS),
                        need: tag_need!($($default)?),
                        doc: sentence!($($about)+),
                    }],
                    $($($(field_keys!(
                        $value; key_name!($field $($key)?); [$($key_doc)+]; [$($kind)?];
                        $($mode $(($argument))?)?
                    ),)*)?)+
                ];
                const ALL: [Key; count(PARTS)] = join(PARTS);
                &ALL
            };

            fn from_tag(record: &Record, records: &Records) -> Option<Self> {
                _ = records;
                Some(match record.word::<$words>($tag)? {
                    $($words::$variant => $type::$variant $({
                        $($field: field_value!(
                            $value; key_name!($field $($key)?); record, records;
                            $($mode $(($argument))?)?
                        ),)*
                    })?,)+
                })
            }
        }

        impl Quantities for $type {
            fn quantities<'q>(&'q mut self, all: &mut Vec<&'q mut Quantity>) {
                _ = &all;
                match self {
                    $($type::$variant $({ $($field,)* })? => {
                        $($(Quantities::quantities($field, all);)*)?
                    })+
                }
            }
        }
    };
}

/// Declares an enum whose variant is the one whose key is written; `else` is that without any.
macro_rules! one_of {
    (
        $(#[doc = $about:literal])+
        $visibility:vis enum $type:ident {
            $(
                $(#[doc = $doc:literal])+
                $variant:ident($value:ty) = $key:literal $(, $kind:expr)?;
            )+
        } $(else {
            $(#[doc = $rest_doc:literal])+
            $rest:ident
        })?
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "a scenario has few of them")]
        $visibility enum $type {
            $($(#[doc = $doc])+ $variant($value),)+
            $($(#[doc = $rest_doc])+ $rest,)?
        }

        impl FromKeys for $type {
            const KEYS: &'static [Key] = &[$(
                Key::optional($key, key_kind!($value; $($kind)?), sentence!($($doc)+)),
            )+];
            const SIDES: Alternatives = &[$(&[$key],)+];

            fn from_keys(record: &Record, records: &Records) -> Option<Self> {
                $(if record.is_given($key) {
                    return record.read($key, records).map($type::$variant);
                })+
                rest!($($type::$rest)?)
            }
        }

        impl Quantities for $type {
            fn quantities<'q>(&'q mut self, all: &mut Vec<&'q mut Quantity>) {
                match self {
                    $($type::$variant(inner) => Quantities::quantities(inner, all),)+
                    $($type::$rest => {})?
                }
            }
        }
    };
}
