//! Headless Chromium: shows a page in frames of several widths and measures it there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// What stands around the measured page. The page itself runs nothing; its neighbour, of the same
/// origin, looks in.
const HARNESS: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title>harness</title></head><body>FRAMES
<script>
const frames = [...document.querySelectorAll("iframe")];
const measure = frame => {
  const page = frame.contentDocument;
  const scrollWidth = page.scrollingElement.scrollWidth;
  const shown = [...page.querySelectorAll("svg")].filter(svg => svg.getClientRects().length > 0);
  const outside = [];
  let small = 0, cut = 0;
  for (const svg of shown) {
    const box = svg.getBoundingClientRect();
    if (box.left < 0 || box.right > page.scrollingElement.clientWidth) cut += 1;
  }
  // As a reader does who wants them larger; screens that are wide enough do not offer it.
  for (const box of page.querySelectorAll(".enlarge input")) if (box.getClientRects().length > 0) box.checked = true;
  for (const svg of shown) {
    const view = svg.viewBox.baseVal;
    const scale = svg.getBoundingClientRect().width / view.width;
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBBox();
      if (box.x < 0 || box.y < 0 || box.x + box.width > view.width || box.y + box.height > view.height) outside.push(text.textContent);
      if (parseFloat(text.getAttribute("font-size")) * scale < 5.5) small += 1;
    }
  }
  return {
    width: page.scrollingElement.clientWidth,
    scroll_width: scrollWidth,
    is_font_loaded: [...page.fonts].some(face => face.family.includes("DejaVu Sans") && face.status === "loaded"),
    pictures: shown.length,
    pictures_cut: cut,
    grounds: shown.map(svg => getComputedStyle(svg.querySelector("rect")).fill),
    letters_outside: outside,
    letters_too_small: small,
  };
};
window.addEventListener("load", () => Promise.all(frames.map(frame => frame.contentDocument.fonts.ready)).then(() => {
  const told = document.createElement("pre");
  told.id = "measures";
  told.textContent = JSON.stringify(frames.map(measure));
  document.body.replaceChildren(told);
}));
</script></body></html>"#;

/// An installed Chromium.
#[derive(Debug)]
pub struct Browser {
    program: PathBuf,
}

/// What a page looks like in a frame of some width.
#[derive(Debug, Deserialize)]
pub struct Frame {
    pub width: u32,
    pub scroll_width: u32,
    pub is_font_loaded: bool,
    /// Charts that show.
    pub pictures: usize,
    /// Those of which a part does not.
    pub pictures_cut: usize,
    /// What they are drawn on.
    pub grounds: Vec<String>,
    pub letters_outside: Vec<String>,
    /// Once charts are enlarged where that is offered.
    pub letters_too_small: usize,
}

/// What the browser found.
#[derive(Debug)]
pub struct View {
    pub frames: Vec<Frame>,
    /// What it wrote to its console.
    pub complaints: Vec<String>,
}

impl Browser {
    pub fn find() -> Option<Self> {
        let folders = std::env::var_os("PATH")?;
        let candidates =
            std::env::split_paths(&folders).flat_map(|folder| NAMES.map(|name| folder.join(name)));
        candidates.into_iter().find(|program| program.is_file()).map(|program| Browser { program })
    }

    /// Shows a page in frames of the given widths; `file` is where the harness may be written.
    pub fn view(&self, file: &Path, page: &str, widths: &[u32]) -> View {
        let page = page.replace('&', "&amp;").replace('"', "&quot;");
        let frame = |width: &u32| {
            format!(
                "<iframe style=\"width:{width}px;height:800px;border:0\" \
                 srcdoc=\"{page}\"></iframe>\n"
            )
        };
        std::fs::write(
            file,
            HARNESS.replace("FRAMES", &widths.iter().map(frame).collect::<String>()),
        )
        .expect("a file");
        let profile = tempfile::tempdir().expect("a temporary folder");
        let output = Command::new(&self.program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ])
            .args(["--enable-logging=stderr", "--virtual-time-budget=20000", "--dump-dom"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(format!("file://{}", file.display()))
            .stdin(Stdio::null())
            .output()
            .expect("the browser starts");
        let dom = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        let told =
            dom.split_once("<pre id=\"measures\">").and_then(|(_, rest)| rest.split_once("</pre>"));
        let (told, _) = told.unwrap_or_else(|| panic!("the browser measured nothing:\n{errors}"));
        let told = told.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        View {
            frames: serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}")),
            complaints: errors
                .lines()
                .filter(|line| line.contains("CONSOLE"))
                .map(str::to_owned)
                .collect(),
        }
    }
}
