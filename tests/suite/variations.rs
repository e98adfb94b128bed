//! What variations and sweeps mean.

use std::collections::BTreeMap;
use std::path::Path;

use crate::valid::meaning;
use coppercast::cli::scenario_files::expand;
use coppercast::scenario::{
    ContractPrice, ContractVolume, Diagnostics, Loaded, MetalNeed, Origin, Overrides, PriceProcess,
    Quantity, Value, load, load_variants, read_text, read_text_variants,
};

const BASE: &str = r#"name = "Hall"
description = "A hall and its mine"
sources = ["a survey"]

[time]
start = "2026-01"
step = "quarter"
periods = 8

[price]
process = "mean-reverting"
initial = "9500 USD/t"
level = "10 kUSD/t"
half_life = "3 year"
volatility = 0.2

[region.us]
spot = { available = "400 t/quarter", premium = "500 USD/t" }

[mine.pit]
capacity = "4 kt/year"
variation = { dist = "lognormal", mean = 1.0, sd = 0.1, each = "period", autocorrelation = 0.3 }
outages = [{ rate = "1 /year", duration = "1 month" }]

[contract.offtake]
mine = "pit"
region = "us"
from = "2026-01"
to = "2027-12"
rate = "400 t/quarter"
price = { basis = "reference", premium = "150 USD/t" }

[facilities]
file = "data/halls.csv"
"#;

const HALLS: &str = "name,region,copper [t],start,build\neast,us,700,2026-04,9 \
    month\nwest,us,800,2026-07,9 month\n";

/// Files by their paths, as seen from the scenario.
fn files<'a>(list: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> std::io::Result<String> + 'a {
    let files: BTreeMap<&str, &str> = list.iter().copied().collect();
    move |name| {
        files
            .get(name)
            .map(|text| (*text).to_owned())
            .ok_or_else(|| std::io::Error::other(format!("no file {name}")))
    }
}

fn overrides(assignments: &[&str]) -> Overrides {
    let mut overrides = Overrides::default();
    assignments.iter().for_each(|assignment| overrides.set(assignment).expect("an assignment"));
    overrides
}

const FILES: &[(&str, &str)] = &[("bases/hall.toml", BASE), ("bases/data/halls.csv", HALLS)];

fn all(text: &str, assignments: &[&str]) -> Result<Vec<Loaded>, Diagnostics> {
    let text = format!("extends = \"bases/hall.toml\"\n{text}");
    read_text_variants("scenarios/own.toml", &text, &files(FILES), &overrides(assignments))
}

#[track_caller]
fn one(text: &str, assignments: &[&str]) -> Loaded {
    let mut loaded = all(text, assignments).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(loaded.len(), 1);
    loaded.remove(0)
}

/// What a value means once it is read back from the resolved text.
#[track_caller]
fn assert_resolved(loaded: &Loaded) -> String {
    let text = loaded.resolved.to_toml();
    let again = read_text("again.toml", &text, &files(&[]), &Overrides::default());
    let again = again.unwrap_or_else(|faults| panic!("{faults}\n{text}"));
    assert_eq!(
        (meaning(&again.scenario), again.scenario.slug.as_str()),
        (meaning(&loaded.scenario), "again"),
        "{text}"
    );
    text
}

#[test]
fn a_variation_without_values_is_its_base() {
    let base =
        read_text("hall.toml", BASE, &files(&[("data/halls.csv", HALLS)]), &Overrides::default());
    let mut base = base.unwrap_or_else(|faults| panic!("{faults}")).scenario;
    let own = one("", &[]).scenario;
    assert_eq!((own.slug.as_str(), own.name.as_str()), ("own", "Hall (own)"));
    assert_eq!(
        (own.description.as_str(), &own.sources[..]),
        ("A hall and its mine", &["a survey".to_owned()][..])
    );
    base.name = own.name.clone();
    assert_eq!(meaning(&base), meaning(&own));
    let named = one("name = \"Own\"\nsources = [\"a guess\"]\n", &[]).scenario;
    assert_eq!((named.name.as_str(), &named.sources[..]), ("Own", &["a guess".to_owned()][..]));
    assert_eq!(one("", &["name=Set"]).scenario.name, "Set");
}

#[test]
fn every_value_keeps_its_origin() {
    let text = "[region.us]\nspot = { available = \"300 t/quarter\" }\n[facility.west]\ncopper = \
        \"900 t\"\n\
                [sweep]\n\"contract.offtake.rate\" = [\"300 t/quarter\"]\n";
    let loaded = one(text, &["mine.pit.outages.1.rate=2 /year"]);
    let scenario = &loaded.scenario;
    let spot = scenario.regions[0].spot.as_ref().expect("a spot market");
    assert!(
        matches!(&spot.available.origin, Origin::File { file, line: 3, .. } if file == "own.toml")
    );
    assert!(
        matches!(&spot.premium.origin, Origin::File { file, line: 18, .. } if file == "bases/hall.toml")
    );
    let resolved = assert_resolved(&loaded);
    for line in [
        "name = \"Hall (own), contract.offtake.rate = 300 t/quarter\"  # own.toml, line 1",
        "spot.available = \"300 t/quarter\"  # own.toml, line 3",
        "spot.premium = \"500 USD/t\"  # bases/hall.toml, line 18",
        "rate = \"300 t/quarter\"  # own.toml, line 7",
        "copper = \"900 t\"  # own.toml, line 5",
        "build = \"9 month\"  # bases/data/halls.csv, row 3, column 5",
        "outages = [{ rate = \"2 /year\", duration = \"1 month\" }]  # bases/hall.toml, \
         line 23; --set mine.pit.outages.1.rate=2 /year",
    ] {
        assert!(resolved.lines().any(|other| other == line), "{line}\nis missing in\n{resolved}");
    }
    for word in ["extends", "remove", "[sweep]", "[facilities]"] {
        assert!(!resolved.contains(word), "{resolved}");
    }
}

#[test]
fn nothing_of_a_replaced_value_is_left() {
    let text = "[price]\nprocess = \"gbm\"\ndrift = 0.01\n[mine.pit]\nvariation = \
        { dist = \"uniform\", min = 0.5, max = 1.5 }\n\
                [contract.offtake]\nquantity = \"3000 t\"\nterm = \"1 year\"\nprice = \
                { fixed = \"9 kUSD/t\" }\n";
    let loaded = one(text, &[]);
    let scenario = &loaded.scenario;
    assert!(matches!(scenario.price.process, PriceProcess::Gbm { .. }));
    let Value::Random(random) = &scenario.mines[0].variation.value else {
        panic!("a distribution")
    };
    assert_eq!(random.autocorrelation, 0.0);
    assert!(matches!(scenario.contracts[0].volume, ContractVolume::Quantity(_)));
    assert!(matches!(scenario.contracts[0].price, ContractPrice::Fixed(_)));
    assert_eq!(scenario.contracts[0].to.to_string(), "2026-12");
    assert_resolved(&loaded);
}

#[test]
fn bases_of_bases_come_first() {
    let middle = "extends = \"../hall.toml\"\nremove = \
        [\"facility.east\"]\n[facility.north]\nregion = \"us\"\ncopper = \"1 t\"\nstart = \
        \"2026-01\"\nbuild = \"1 month\"\n";
    let own = "extends = \"bases/sub/middle.toml\"\n[facility.east]\nregion = \"us\"\ncopper = \"2 \
        t\"\nstart = \"2026-01\"\nbuild = \"1 month\"\n\
               [contract.offtake]\nrate = \"1 t/quarter\"\n";
    // The base is asked for by its path from the scenario, whatever file names it.
    let list = [
        ("bases/sub/middle.toml", middle),
        ("bases/sub/../hall.toml", BASE),
        ("bases/sub/../data/halls.csv", HALLS),
    ];
    let loaded = read_text("own.toml", own, &files(&list), &Overrides::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
    let names: Vec<&str> =
        loaded.scenario.facilities.iter().map(|facility| facility.name.as_str()).collect();
    assert_eq!(names, ["west", "north", "east"]);
    assert_eq!(loaded.scenario.name, "Hall (own)");
    let text = assert_resolved(&loaded);
    assert!(
        text.contains("# bases/hall.toml, line") && text.contains("# bases/data/halls.csv, row 3"),
        "{text}"
    );
}

#[test]
fn another_table_of_facilities_replaces_the_first() {
    let other = "name,region,copper [t],start,build\nsouth,us,100,2026-04,9 month\n";
    let list = [FILES, &[("other.csv", other)]].concat();
    let read = |text: &str, assignments: &[&str]| {
        let text = format!("extends = \"bases/hall.toml\"\n{text}");
        let loaded = read_text_variants("own.toml", &text, &files(&list), &overrides(assignments));
        let loaded = loaded.unwrap_or_else(|faults| panic!("{faults}"));
        let names = |loaded: &Loaded| {
            loaded
                .scenario
                .facilities
                .iter()
                .map(|facility| facility.name.clone())
                .collect::<Vec<_>>()
                .join(" ")
        };
        loaded.iter().map(names).collect::<Vec<_>>()
    };
    assert_eq!(read("[facilities]\nfile = \"other.csv\"\n", &[]), ["south"]);
    assert_eq!(read("remove = [\"facilities\"]\n", &[]), [""]);
    assert_eq!(read("remove = [\"facility.west\"]\n", &[]), ["east"]);
    // Their paths are relative to this file; what is laid over the facilities of the base comes
    // after them all the same.
    let west = "[facility.west]\nregion = \"us\"\nbuild = \"9 month\"\nstart = \"2026-01\"\ncopper \
        = \"1 t\"\n";
    assert_eq!(read(west, &["facilities.file=other.csv"]), ["south west"]);
    assert_eq!(read("remove = [\"facilities\"]\n", &["facilities.file=other.csv"]), ["south"]);
    let swept = "[sweep]\n\"facilities.file\" = [\"bases/data/halls.csv\", \"other.csv\"]\n";
    assert_eq!(read(&format!("{west}{swept}"), &[]), ["east west", "south west"]);
}

/// The hall's mine with two products.
const SPLIT: &str = r#"extends = "hall.toml"

[mine.pit]
carbon = "4 tCO2e/t"

[mine.pit.product.oxide]
share = { dist = "uniform", min = 0.3, max = 0.5 }
carbon = "2 tCO2e/t"

[mine.pit.product.sulphide]

[region.us.spot]
carbon = "4.6 tCO2e/t"

[contract.offtake]
product = "oxide"
"#;

#[test]
fn products_are_changed_added_swept_and_removed_by_name() {
    let list =
        [("bases/hall.toml", BASE), ("bases/data/halls.csv", HALLS), ("bases/split.toml", SPLIT)];
    let all = |text: &str, assignments: &[&str]| {
        let text = format!("extends = \"bases/split.toml\"\n{text}");
        read_text_variants(
            "scenarios/own.toml",
            &text,
            &files(&list.map(|(name, text)| (name, text))),
            &overrides(assignments),
        )
    };
    let one = |text: &str, assignments: &[&str]| {
        all(text, assignments).unwrap_or_else(|faults| panic!("{faults}")).remove(0)
    };
    let names = |loaded: &Loaded| -> Vec<String> {
        loaded.scenario.mines[0].products.iter().map(|product| product.name.clone()).collect()
    };
    let base = one("", &[]);
    assert_eq!(
        (names(&base), base.scenario.contracts[0].product),
        (vec!["oxide".to_owned(), "sulphide".to_owned()], Some(0))
    );
    assert_resolved(&base);

    let changed = one(
        "[contract.offtake]\nproduct = \"slag\"\n[mine.pit.product.slag]\nshare = 0.1",
        &["mine.pit.product.oxide.share=0.3"],
    );
    assert_eq!((names(&changed).len(), changed.scenario.contracts[0].product), (3, Some(2)));
    let products = &changed.scenario.mines[0].products;
    let constant = |quantity: &Option<Quantity>| quantity.as_ref().and_then(Quantity::constant);
    assert_eq!(
        [&products[0].share, &products[1].share, &products[2].share].map(constant),
        [Some(0.3), None, Some(0.1)]
    );
    assert_eq!(constant(&products[0].carbon), Some(2.0));
    assert_eq!(
        changed.scenario.mines[0].carbon_of(Some(1)).and_then(Quantity::constant),
        Some(4.0)
    );
    assert_resolved(&changed);

    let swept = all("[sweep]\n\"mine.pit.product.oxide.share\" = [0.2, 0.6]", &[])
        .unwrap_or_else(|faults| panic!("{faults}"));
    let shares: Vec<_> =
        swept.iter().map(|loaded| constant(&loaded.scenario.mines[0].products[0].share)).collect();
    assert_eq!(shares, [Some(0.2), Some(0.6)]);

    let whole = one(
        "remove = [\"mine.pit.product.sulphide\", \
         \"mine.pit.carbon\"]\nmine.pit.product.oxide.share = 1.0",
        &[],
    );
    assert_eq!(names(&whole), ["oxide"]);
    assert_resolved(&whole);
    // A trader has none.
    let carbon = "carbon = \"4.6 tCO2e/t\"";
    let bought = one(&format!("[contract.offtake]\ntrader = \"merchant\"\n{carbon}"), &[]);
    assert_eq!(
        (bought.scenario.contracts[0].mine(), bought.scenario.contracts[0].product),
        (None, None)
    );

    let message = |result: Result<Vec<Loaded>, Diagnostics>| {
        result.map(|_| ()).expect_err("a fault").to_string()
    };
    let unset = message(all("", &["mine.pit.product.oxid.share=0.3"]));
    assert!(
        unset.contains("no `mine.pit.product.oxid` to set")
            && unset.contains("`mine.pit.product.oxide`?"),
        "{unset}"
    );
    let warned = one("[mine.pit.product.oxid]\nshare = 0.3", &[]).warnings.to_string();
    assert!(warned.contains("did you mean [mine.pit.product.oxide]?"), "{warned}");
    assert_eq!(base.warnings.list.len(), 0);
    let nowhere = message(all("[sweep]\n\"mine.pit.product.oxid.share\" = [0.2]", &[]));
    assert!(
        nowhere.contains("not a [mine.pit.product.NAME]")
            && nowhere.contains("`mine.pit.product.oxide`"),
        "{nowhere}"
    );
    let gone = message(all("remove = [\"mine.pit.product.oxide\"]", &[]));
    assert!(
        gone.contains("there is no product `oxide` of [mine.pit]") && gone.contains("taken away"),
        "{gone}"
    );

    // What is drawn of products can be correlated with what is drawn as often.
    let between = "between = [\"mine.*.product.*.share\", \"mine.pit.utilisation\"]";
    let correlated = one(
        &format!(
            "[mine.pit]\nutilisation = \
             {{ dist = \"uniform\", min = 0.4, max = 0.8 }}\n[correlation.ore]\n{between}\ncoefficient = 0.5"
        ),
        &[],
    );
    assert_eq!(
        correlated.scenario.correlations[0].members,
        ["mine.pit.product.oxide.share", "mine.pit.utilisation"]
    );
}

#[test]
fn a_sweep_is_the_grid_of_its_values_the_first_path_slowest() {
    let text = "[sweep]\n\"contract.offtake.quantity\" = [\"1,000 t\", \"2,000 t\"]\n\
                price.volatility = [0.1, { dist = \"uniform\", min = 0.1, max = 0.2 }, 0.3]\n";
    let loaded = all(text, &["simulation.seed=7"]).unwrap_or_else(|faults| panic!("{faults}"));
    let slugs: Vec<&str> = loaded.iter().map(|loaded| loaded.scenario.slug.as_str()).collect();
    assert_eq!(
        slugs,
        [
            "own--1000-t--0-1",
            "own--1000-t--uniform-2",
            "own--1000-t--0-3",
            "own--2000-t--0-1",
            "own--2000-t--uniform-2",
            "own--2000-t--0-3"
        ]
    );
    assert_eq!(
        loaded[5].scenario.name,
        "Hall (own), contract.offtake.quantity = 2,000 t, price.volatility = 0.3"
    );
    for loaded in &loaded {
        // As in a variation, the quantity takes the place of the rate.
        assert!(matches!(loaded.scenario.contracts[0].volume, ContractVolume::Quantity(_)));
        assert_eq!(loaded.scenario.simulation.seed, 7);
        assert_resolved(loaded);
    }
    let processes = all(
        "[sweep]\nprice = [{ process = \"constant\" }, { process = \"gbm\", drift = 0.0 }]\n",
        &[],
    );
    let processes = processes.unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(processes[1].scenario.slug, "own--gbm-2");
    assert!(matches!(processes[0].scenario.price.process, PriceProcess::Constant));
}

#[test]
fn a_sweep_needs_no_base_and_is_not_inherited() {
    let swept =
        format!("{BASE}\n[sweep]\n\"region.us.spot.available\" = [\"1 t/year\", \"2 t/year\"]\n");
    let list = [
        ("bases/hall.toml", swept.as_str()),
        ("bases/data/halls.csv", HALLS),
        ("data/halls.csv", HALLS),
    ];
    let own = read_text_variants(
        "own.toml",
        "extends = \"bases/hall.toml\"",
        &files(&list),
        &Overrides::default(),
    );
    assert_eq!(own.unwrap_or_else(|faults| panic!("{faults}")).len(), 1);
    let nameless = swept.replace("name = \"Hall\"\n", "");
    let loaded = read_text_variants("hall.toml", &nameless, &files(&list), &Overrides::default());
    let names: Vec<String> = loaded
        .unwrap_or_else(|faults| panic!("{faults}"))
        .into_iter()
        .map(|one| one.scenario.name)
        .collect();
    assert_eq!(
        names,
        ["hall, region.us.spot.available = 1 t/year", "hall, region.us.spot.available = 2 t/year"]
    );
    let faults = read_text("hall.toml", &swept, &files(&list), &Overrides::default())
        .expect_err("two scenarios");
    assert_eq!(faults.list[0].message, "`hall.toml` describes 2 scenarios");
}

#[test]
fn a_fault_of_the_whole_grid_is_told_once() {
    let text = "[mine.pit]\ncapacity = \"4 kt\"\n[sweep]\n\"price.volatility\" = [0.1, 0.2, \
        0.3]\n\"mine.pit.utilisation\" = [\"1 t\", 0.5]\n";
    let faults = all(text, &[]).expect_err("two faults");
    let messages: Vec<&str> = faults.list.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        messages,
        ["wrong unit for `mine.pit.capacity`", "`mine.pit.utilisation` has no unit"]
    );
    assert!(faults.list.iter().all(|fault| fault.help.is_empty()), "{faults}");
}

#[test]
fn shipped_variations_are_what_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let base = load(&folder.join("johnson-camp.toml"), &Overrides::default())
        .unwrap_or_else(|faults| panic!("{faults}"))
        .scenario;
    let files = expand(&[folder.join("johnson-camp")]).expect("a folder of scenarios");
    let variants: Vec<Loaded> = files
        .iter()
        .flat_map(|file| {
            load_variants(file, &Overrides::default()).unwrap_or_else(|faults| panic!("{faults}"))
        })
        .collect();
    assert_eq!((files.len(), variants.len()), (6, 9));
    for loaded in &variants {
        assert!(loaded.warnings.list.is_empty(), "{}: {}", loaded.scenario.slug, loaded.warnings);
        assert_resolved(loaded);
        assert_eq!(loaded.scenario.sources, base.sources);
        assert!(loaded.scenario.facilities.iter().all(|facility| matches!(
            facility.metal,
            MetalNeed::Lump(_) | MetalNeed::Intensity(_)
        )));
    }
    let mut same = variants
        .iter()
        .find(|loaded| loaded.scenario.slug == "base")
        .expect("the base")
        .scenario
        .clone();
    same.name = base.name.clone();
    assert_eq!(meaning(&same), meaning(&base));
}

/// The scenarios of a section of docs/scenario.md, read as files of a folder.
fn documented(heading: &str, folder: &str) -> Vec<Loaded> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/scenario.md")).expect("the page");
    let heading = format!("\n## {heading}\n");
    let (_, section) = page.split_once(&heading).expect("the section");
    let (section, _) = section.split_once("\n## ").expect("the section ends");
    let mut all = Vec::new();
    for block in section.split("```toml\n").skip(1) {
        let (text, _) = block.split_once("```").expect("the block ends");
        let name =
            text.lines().next().and_then(|line| line.strip_prefix("# ")).expect("a file's name");
        let beside = |file: &str| std::fs::read_to_string(root.join(folder).join(file));
        let loaded = read_text_variants(name, text, &beside, &Overrides::default())
            .unwrap_or_else(|faults| panic!("{faults}"));
        loaded.iter().for_each(|loaded| _ = assert_resolved(loaded));
        all.extend(loaded);
    }
    all
}

#[test]
fn the_re_forecast_of_the_documentation_is_sound() {
    let folder = "scenarios/johnson-camp-reforecast";
    let slugs: Vec<String> = documented("A plan that is under way", folder)
        .into_iter()
        .map(|loaded| loaded.scenario.slug)
        .collect();
    assert_eq!(slugs, ["2026-q3"]);
}

#[test]
fn the_variations_of_the_documentation_are_sound() {
    let slugs: Vec<String> = documented("Variations", "scenarios")
        .into_iter()
        .map(|loaded| loaded.scenario.slug)
        .collect();
    assert_eq!(slugs.len(), 8);
    assert!(
        slugs.contains(&"rate-and-depth--400-t-quarter--800-t-quarter".to_owned()),
        "{slugs:?}"
    );
}

#[test]
fn a_slug_is_of_its_own_file_alone() {
    assert_eq!(one("slug = \"Plan-B\"\n", &[]).scenario.slug, "plan-b");
    let slugs = |text: &str| -> Vec<String> {
        let loaded = all(text, &[]).unwrap_or_else(|faults| panic!("{faults}"));
        loaded.into_iter().map(|loaded| loaded.scenario.slug).collect()
    };
    let swept = "[sweep]\n\"region.us.spot.premium\" = [\"400 USD/t\", \"500 USD/t\"]\n";
    assert_eq!(slugs(&format!("slug = \"plan\"\n{swept}")), ["plan--400-usd-t", "plan--500-usd-t"]);
    let base = format!("slug = \"hall\"\n{BASE}");
    let named = [("base.toml", base.as_str()), ("data/halls.csv", HALLS)];
    let read = |name: &str, text: &str| {
        read_text(name, text, &files(&named), &Overrides::default())
            .unwrap_or_else(|faults| panic!("{faults}"))
            .scenario
    };
    assert_eq!(read("base.toml", &base).slug, "hall");
    let own = read("own.toml", "extends = \"base.toml\"\n");
    assert_eq!((own.slug.as_str(), own.name.as_str()), ("own", "Hall (own)"));
    // A file whose own name would not do.
    assert_eq!(read("1.toml", &base).slug, "hall");
}
