//! Threads and comments, from the page to the answer: whose words are whose, who posted them and when.

use std::{fs, path::Path};

use roledex::{
    clean::{Article, CleanOptions, clean},
    discourse::Stance,
    index::Reader,
    ingest::{IngestOptions, ingest},
    passage::{Passage, PassageKind, SplitOptions, split},
    search::{Filters, QuoteRequest, Request, quotes, search},
    source::{Capture, MediaType, Origin, Reference},
    tag::Tagger,
    taxonomy::Taxonomy,
};

fn source(slug: &str) -> String {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(slug).join("source.html");
    fs::read_to_string(fixture).expect("the fixture is there")
}

fn article(page: &str) -> Article {
    article_as(MediaType::Html, page)
}

fn article_as(media_type: MediaType, text: &str) -> Article {
    let capture = Capture {
        origin: Origin::StandardInput,
        media_type,
        text: text.to_owned(),
        charset: "UTF-8",
        sidecar: Reference::default(),
    };
    clean(&capture, &CleanOptions::default()).expect("the page is small")
}

fn passages(article: &Article) -> Vec<Passage> {
    split(article, &SplitOptions::default())
}

const ZOE: &str = "The product owner should put the list in order alone, for a committee never does.";
const TOMEK: &str = "That went wrong in our firm, because nobody told the owner what the sales team had promised.";
const QUOTING: [&str; 7] = [
    "phpbb-quotation",
    "mybb-quotation",
    "vbulletin-quotation",
    "xenforo-quotation-elsewhere",
    "discourse-quotation",
    "smf-quotation",
    "invision-quotation",
];

#[test]
fn the_words_that_a_post_quotes_are_a_passage_of_their_speaker() {
    let tagger = Tagger::new(&Taxonomy::built_in());
    for slug in QUOTING {
        let article = article(&source(slug));
        let passages = passages(&article);
        let tags = tagger.tag(&article, &passages);
        let quoted = passages.iter().position(|passage| passage.text.as_str() == ZOE).expect(slug);
        let (passage, tags) = (&passages[quoted], &tags[quoted]);
        assert_eq!(passage.kind, PassageKind::Quotation, "{slug}");
        assert_eq!(tags.quotations[0].attribution.speaker, "zoe", "{slug}");
        assert_eq!(tags.stance, Stance::Reported, "{slug}");
        let post = passage.post.as_ref().expect(slug);
        assert_eq!((post.poster.as_deref(), post.quotes.as_deref()), (Some("tomek"), Some("zoe")), "{slug}");
        let own = passages.iter().find(|passage| passage.text.as_str() == TOMEK).expect(slug);
        assert_eq!((own.kind, own.quoted.as_ref()), (PassageKind::Paragraph, None), "{slug}");
    }
}

#[test]
fn a_post_that_begins_with_what_somebody_said_stays_its_posters() {
    let said = "<div class=\"bbWrapper\">My boss said:<br><br>The owner decides what comes first.<br><br>I do not agree, and \
                I told her so.<br><br>We vote on it now, every other Friday.</div>";
    let page = source("xenforo-quotation-elsewhere").replace(
        "<div class=\"bbWrapper\">The list of our team has ninety items by now, and I wonder who should put them in order.</div>",
        said,
    );
    let article = article(&page);
    for words in ["I do not agree", "We vote on it"] {
        let block = article.kept().find(|block| block.text.as_str().starts_with(words)).expect(words);
        assert_eq!(block.quoted, None, "{words}");
    }
}

#[test]
fn a_post_that_is_one_block_quote_without_a_name_stays_its_posters() {
    let page = source("unknown-forum-thread")
        .replace("<div class=\"zt-words\">", "<div class=\"zt-words\"><blockquote>")
        .replace(".</div></div></div>", ".</blockquote></div></div></div>");
    let article = article(&page);
    let quoted = article.kept().filter(|block| block.quoted.is_some()).count();
    assert_eq!((article.posts.len(), quoted), (3, 0));
}

#[test]
fn words_in_a_quotation_in_a_quotation_are_the_innermost_speakers() {
    let article = article(&source("phpbb-quotation"));
    let speaker = |words: &str| {
        let passages = passages(&article);
        let passage = passages.into_iter().find(|passage| passage.text.as_str().starts_with(words)).expect(words);
        (passage.quoted.and_then(|quoted| quoted.speaker), passage.post.and_then(|post| post.quotes))
    };
    let both = Some("ben, mira".to_owned());
    assert_eq!(speaker("A list of ninety"), (Some("ben".to_owned()), both.clone()));
    assert_eq!(speaker("An attic"), (Some("mira".to_owned()), both.clone()));
    assert_eq!(speaker("We threw"), (None, both));
}

#[test]
fn whom_a_post_quotes_is_named_where_the_words_stand_on_the_page_already() {
    for (slug, speaker) in [("xenforo-quotation", "tomek"), ("labelled-quotation", "mira")] {
        let article = article(&source(slug));
        let last = article.posts.last().expect("there are posts");
        assert_eq!(last.quotes.as_deref(), Some(speaker), "{slug}");
        assert!(article.kept().all(|block| block.quoted.is_none()), "{slug}");
    }
}

#[test]
fn a_line_that_says_whose_words_follow_is_in_the_ledger() {
    for slug in QUOTING {
        let article = article(&source(slug));
        let dropped = article.blocks.iter().filter(|block| block.verdict.rule.0 == "quotation-label");
        let cut = article.blocks.iter().flat_map(|block| &block.edits).filter(|edit| edit.rule.0 == "quotation-label");
        assert!(dropped.count() + cut.count() > 0, "{slug}");
    }
}

#[test]
fn what_nobody_is_named_for_is_no_words_of_the_poster() {
    let page = source("smf-quotation").replace("Quote from: zoe on May 02, 2023, 09:14:22 am", "");
    let article = article(&page);
    let passages = passages(&article);
    let quoted = passages.iter().find(|passage| passage.text.as_str() == ZOE).expect("it is kept");
    assert_eq!(quoted.kind, PassageKind::Quotation);
    let tags = Tagger::new(&Taxonomy::built_in()).tag(&article, &passages);
    assert!(tags.iter().all(|tags| tags.quotations.is_empty()));
}

#[test]
fn a_poster_is_no_author() {
    for slug in ["discourse-crawler-thread", "discourse-quotation", "xenforo-thread", "phpbb-quotation"] {
        let reference = article(&source(slug)).reference;
        assert_eq!((reference.author.len(), reference.poster.as_deref()), (0, Some("mira")), "{slug}");
    }
}

#[test]
fn the_date_of_a_post_may_stand_in_the_attributes_of_a_short_one() {
    let post = |date: &str| {
        format!(
            "<article class=\"topic-post\"><div class=\"names\"><span class=\"username\">ada</span></div>\
             <div class=\"post-date\">{date}</div><div class=\"cooked\"><p>The owner of a list reads it every morning.</p></div></article>"
        )
    };
    let issued = |date: &str| {
        let article = article(&format!("<html><body>{}{}</body></html>", post(date), post("3 May 2023")));
        article.posts.first().and_then(|post| post.issued.as_ref()).map(ToString::to_string)
    };
    let known = Some("2021-01-02".to_owned());
    for date in [
        "<a title=\"January 2, 2021 10:15 am\" href=\"#\"><span class=\"relative-date\">Jan '21</span></a>",
        "<span class=\"relative-date\" data-time=\"1609582500000\">Jan '21</span>",
        "<time class=\"relative-date\" datetime=\"2021-01-02T10:15:00Z\">two years ago</time>",
    ] {
        assert_eq!(issued(date), known, "{date}");
    }
    assert_eq!(issued("<span class=\"relative-date\">Jan '21</span>"), None);
}

#[test]
fn day_and_month_are_told_apart_where_another_post_decides() {
    let page = source("mybb-thread");
    let issued = |first: &str, second: &str| {
        let page = page.replace("3 May 2023, 10:15", first).replace("3 May 2023, 11:02", second);
        let page = page.replace("4 May 2023, 08:40", second);
        article(&page).posts.first().and_then(|post| post.issued.as_ref()).map(ToString::to_string)
    };
    assert_eq!(issued("05-01-2019, 10:15 AM", "05-24-2019, 11:02 AM").as_deref(), Some("2019-05-01"));
    assert_eq!(issued("05-01-2019, 10:15 AM", "24-01-2019, 11:02 AM").as_deref(), Some("2019-01-05"));
    assert_eq!(issued("05-01-2019, 10:15 AM", "05-02-2019, 11:02 AM").as_deref(), Some("2019"));
}

const COMMENTED: &str = r##"<html><head><title>Saying no</title></head><body><main><article class="post"><div class="entry-content">
<p>A backlog of ninety items is a promise that nobody can keep, and everybody in the room knows it.</p>
<p>Every request is small. The owner writes it down to end the talk, and so the list gets longer each week.</p></div></article>
<div id="comments" class="comments-area"><h2 class="comments-title">Two thoughts</h2><ol class="comment-list">
<li id="comment-1" class="comment even depth-1"><article id="div-comment-1" class="comment-body"><footer class="comment-meta">
<div class="comment-author vcard"><img class="avatar" src="a.png"><b class="fn"><a class="url" href="https://olga.example">Olga</a></b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="#comment-1"><time datetime="2023-05-01T10:15:00+00:00">May 1, 2023 at 10:15 am</time></a></div></footer>
<div class="comment-content"><p>We did just this last year, and it worked far better than I had expected.</p><p>The list has twelve items now.</p></div></article>
<ol class="children"><li id="comment-2" class="comment odd depth-2"><article id="div-comment-2" class="comment-body"><footer class="comment-meta">
<div class="comment-author vcard"><b class="fn">Pavel</b> <span class="says">says:</span></div>
<div class="comment-metadata"><time datetime="2023-05-02T08:00:00+00:00">May 2, 2023 at 8:00 am</time></div></footer>
<div class="comment-content"><p>Twelve is what one person can keep in mind on a bad day.</p></div></article></li></ol></li>
</ol></div></main></body></html>"##;

#[test]
fn a_comment_keeps_its_poster_and_date() {
    let article = article(COMMENTED);
    let found: Vec<_> = passages(&article)
        .into_iter()
        .filter(|passage| passage.kind == PassageKind::Comment)
        .map(|passage| {
            let post = passage.post.unwrap_or_default();
            (post.poster.unwrap_or_default(), post.issued.map(|issued| issued.to_string()).unwrap_or_default())
        })
        .collect();
    let of = |name: &str, date: &str| (name.to_owned(), date.to_owned());
    assert_eq!(found, [of("Olga", "2023-05-01"), of("Pavel", "2023-05-02")]);
}

#[test]
fn who_asks_for_comments_gets_them_and_own_words_are_the_posters() {
    let dir = tempfile::tempdir().expect("a scratch directory");
    let pages = dir.path().join("pages");
    fs::create_dir(&pages).expect("the scratch directory is writable");
    fs::write(pages.join("commented.html"), COMMENTED).expect("the scratch directory is writable");
    fs::write(pages.join("thread.html"), source("phpbb-quotation")).expect("the scratch directory is writable");
    let options = IngestOptions::new(dir.path().join("index"));
    ingest(&[pages], &Taxonomy::built_in(), &options, &()).expect("the folder is readable");
    let reader = Reader::open(&options.index).expect("an index was made");
    let filters = Filters { kind: vec![PassageKind::Comment], ..Filters::default() };
    let request = Request { query: "twelve items".to_owned(), filters, ..Request::default() };
    let results = search(&reader, &Taxonomy::built_in(), &request).expect("a query never fails");
    assert!(results.hits.iter().any(|hit| hit.passage.kind == PassageKind::Comment));
    let quoted = |own_words: bool| {
        let request =
            QuoteRequest { query: "put the list in order".to_owned(), own_words, limit: 10, ..QuoteRequest::default() };
        let found = quotes(&reader, &Taxonomy::built_in(), &request).expect("a query never fails");
        found
            .quotes
            .into_iter()
            .filter(|quote| quote.cited.words == ZOE)
            .map(|quote| quote.cited.speaker)
            .collect::<Vec<_>>()
    };
    assert_eq!(quoted(true), []);
    assert_eq!(quoted(false), [Some("zoe".to_owned())]);
}

#[test]
fn neighbouring_block_quotations_are_of_different_speakers() {
    let page = "<html><body><article><h1>Lists</h1><p>Many have tried to say what a list is for, and two of them did so well.</p>\
                <p>As Tom Ash wrote in his book:</p><blockquote><p>A list without an owner has no spine at all.</p></blockquote>\
                <blockquote><p>Backlogs rot from the end that nobody reads.</p><p>— Lea Fox, Product Owner, Heap</p></blockquote>\
                <p>Neither of them knew the other, and both of them left the trade in the end.</p></article></body></html>";
    let markdown = "# Lists\n\nAs Tom Ash wrote in his book:\n\n> A list without an owner has no spine at all.\n\n\
                    > Backlogs rot from the end that nobody reads.\n>\n> — Lea Fox, Product Owner, Heap\n\nNeither knew the other.\n";
    for (media_type, text) in [(MediaType::Html, page), (MediaType::Markdown, markdown)] {
        let article = article_as(media_type, text);
        let passages = passages(&article);
        let tags = Tagger::new(&Taxonomy::built_in()).tag(&article, &passages);
        let said: Vec<_> =
            tags.iter().flat_map(|tags| &tags.quotations).map(|one| one.attribution.speaker.as_str()).collect();
        assert_eq!(said, ["Tom Ash", "Lea Fox"], "{media_type:?}");
    }
}

/// Posters and dates of the posts of a fixture.
fn credits(slug: &str) -> Vec<(Option<String>, Option<String>)> {
    let posts = article(&source(slug)).posts;
    posts.into_iter().map(|post| (post.poster, post.issued.map(|issued| issued.to_string()))).collect()
}

#[test]
fn posters_and_dates_are_read_from_where_each_software_writes_them() {
    let of = |name: &str, date: &str| (Some(name.to_owned()), Some(date.to_owned()));
    let three = [of("mira", "2023-05-03"), of("tomek", "2023-05-03"), of("ada", "2023-05-04")];
    for slug in [
        "hacker-news-thread",
        "nodebb-thread",
        "slashdot-thread",
        "old-reddit-thread",
        "lobsters-thread",
        "lemmy-thread",
        "vanilla-thread",
        "khoros-thread",
        "bbpress-thread",
        "vbulletin-5-thread",
        "phpbb-2-thread",
        "xenforo-1-thread",
        "discourse-thread",
        "older-discourse-crawler-thread",
        "reddit-thread",
        "github-issue",
        "github-issue-older",
        "stack-exchange-question",
        "stack-exchange-edited-answer",
    ] {
        // A story without words stands above its comments.
        let found = credits(slug);
        let most = if slug == "slashdot-thread" { 4 } else { 3 };
        assert!(found.ends_with(&three) && found.len() <= most, "{slug}: {found:?}");
    }
    let [mira, tomek, _] = three;
    assert_eq!(credits("jforum-thread"), [mira, tomek, of("ada", "2023-05-14")]);
}

/// Posters, dates and words of the comments under an article.
fn comments(below: &str) -> Vec<(String, String, String)> {
    let prose =
        "The owner of a list reads it every morning before anybody else does, and writes down what has changed since. ";
    let page = format!(
        "<html><head><title>Saying no</title></head><body><main><article class=\"post\"><div class=\"entry-content\"><p>{}</p><p>{}</p></div>\
         </article>{below}</main></body></html>",
        prose.repeat(4),
        "A backlog of ninety items is a promise that nobody can keep, and everybody in the room knows it. ".repeat(4)
    );
    let comments = passages(&article(&page)).into_iter().filter(|passage| passage.kind == PassageKind::Comment);
    let said = comments.map(|passage| {
        let post = passage.post.unwrap_or_default();
        let issued = post.issued.map(|issued| issued.to_string());
        (post.poster.unwrap_or_default(), issued.unwrap_or_default(), passage.text.as_str().to_owned())
    });
    said.collect()
}

#[test]
fn comments_in_a_list_of_descriptions_have_the_name_above_and_the_date_below() {
    let comment = |id: u32, who: &str, date: &str, words: &str| {
        format!(
            "<dt class=\"comment-author\" id=\"c{id}\"><a name=\"c{id}\"></a>{who} said...</dt><dd class=\"comment-body\" id=\"cmt-{id}\"><p>{words}</p></dd>\
             <dd class=\"comment-footer\"><span class=\"comment-timestamp\"><a href=\"#c{id}\" title=\"comment permalink\">{date}</a></span></dd>"
        )
    };
    let otto = "<a href=\"https://www.blogger.com/profile/0123\" rel=\"nofollow\">Otto</a>";
    let below = format!(
        "<div class=\"comments\" id=\"comments\"><h4>2 comments:</h4><dl id=\"comments-block\">{}{}</dl></div>",
        comment(
            1,
            otto,
            "May 3, 2023 at 10:15 AM",
            "We did just this last year, and it worked far better than I had hoped."
        ),
        comment(
            2,
            "Ann B.",
            "May 4, 2023 at 8:40 AM",
            "Twelve items is what one person can keep in mind on a bad day."
        )
    );
    let found = comments(&below);
    let of = |name: &str, date: &str| (name.to_owned(), date.to_owned());
    let credits: Vec<_> = found.into_iter().map(|(name, date, _)| (name, date)).collect();
    assert_eq!(credits, [of("Otto", "2023-05-03"), of("Ann B.", "2023-05-04")]);
}

#[test]
fn a_comment_keeps_what_it_quotes_its_lists_and_its_code() {
    let below = "<div id=\"comments\" class=\"comments-area\"><h2 class=\"comments-title\">One thought</h2><ol class=\"comment-list\">\
                 <li id=\"comment-1\" class=\"comment\"><article class=\"comment-body\"><footer class=\"comment-meta\"><b class=\"fn\">Olga</b> \
                 <time datetime=\"2023-05-01T10:15:00+00:00\">May 1, 2023</time></footer><div class=\"comment-content\"><blockquote><p>everybody in the \
                 room knows it</p></blockquote><p>We did just this last year, and it worked far better than I had hoped.</p><ul><li>read the list every \
                 day</li></ul><pre>sort list\n  -r</pre></div><ul class=\"actions\"><li><a href=\"#\">Reply to this one here</a></li></ul></article></li></ol></div>";
    let words: Vec<_> = comments(below).into_iter().map(|(name, _, words)| format!("{name}: {words}")).collect();
    assert_eq!(
        words,
        [
            "Olga: everybody in the room knows it",
            "Olga: We did just this last year, and it worked far better than I had hoped.",
            "Olga: read the list every day",
            "Olga: sort list -r",
        ]
    );
}

#[test]
fn what_stands_in_the_place_of_a_name_may_be_none() {
    for (slug, date) in [("invision-thread-with-advertisement", "2023-05-03"), ("tapatalk-unnamed-post", "2023-05-03")]
    {
        let credits = credits(slug);
        assert_eq!(credits.get(1), Some(&(None, Some(date.to_owned()))), "{slug}");
        assert!(credits.first().is_some_and(|(poster, _)| poster.as_deref() == Some("mira")), "{slug}");
    }
}
