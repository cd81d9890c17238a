//! What the lexicon says of words, and what it suggests.

use copydesk::dictionary::{
    DictionaryError, DictionarySource, Engine, IzeStyle, Language, Lexicon, LineError, SuggestContext, Verdict,
    WordList, bundled_source, load, preferred,
};
use proptest::prelude::*;

fn american() -> Lexicon {
    Lexicon::bundled(Language::EnUs)
}

fn british() -> Lexicon {
    Lexicon::bundled(Language::EnGb)
}

/// `word | verdict`, where a verdict is `known`, `unknown`, `forbidden` or `-> spelling`, with the failing part
/// after `@` when it is not the whole word.
fn check(lexicon: &Lexicon, table: &str) {
    let mut wrong = Vec::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (word, expected) = line.split_once(" | ").expect("two columns");
        let at = |part: &std::ops::Range<usize>| match &word[part.clone()] {
            part if part == word => String::new(),
            part => format!(" @{part}"),
        };
        let found = match lexicon.verdict(word) {
            Verdict::Known => "known".to_owned(),
            Verdict::Unknown { part } => format!("unknown{}", at(&part)),
            Verdict::Forbidden { part } => format!("forbidden{}", at(&part)),
            Verdict::Variant { part, preferred } => format!("-> {}{}", preferred.join(", "), at(&part)),
        };
        if found != expected {
            wrong.push(format!("{word}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_endings_capitals_and_compounds() {
    check(
        &american(),
        "the | known
        The | known
        THE | known
        solider | known
        Blinked | known
        counteroffensive | known
        Uzbekistan | known
        UZBEKISTAN | known
        uzbekistan | unknown
        McDonald | known
        MCDONALD | known
        agression | unknown
        Agression | unknown
        agression’s | unknown @agression
        agression's | unknown @agression
        Ukraine‘s | known
        Ukraine’s | known
        residents’ | known
        residents' | known
        government's | known
        don’t | known
        don't | known
        they’d’ve | known
        they'd've | known
        Couldn’t | known
        COULDN’T | known
        someone’ll | known
        goin’ | known
        goin' | known
        speakin’ | known
        gooin’ | unknown
        closed-door | known
        Russian-Brazilian | known
        anti-war | known
        anti-agression | unknown @agression
        well-recieved | unknown @recieved
        recieved-well | unknown @recieved
        two- | known
        -free | known
        smoke-free | known
        nato-like | unknown @nato
        ex-NATO | known
        T-shirt | known
        Zqxv-recieve | unknown @recieve
        mid‑term | known
        café | known
        naïve | known
        Brasília | known
        résumé | known
        nai\u{308}ve | known
        ﬁnance | known
        gov\u{ad}ern\u{ad}ment | known
        gov\u{200b}ernment | known
        \u{feff}government | known
        counterprotest | known
        counteragression | unknown
        citywide | known
        10th | known
        10st | unknown
        — | unknown
        ’ | known"
            .replace("\\u{308}", "\u{308}")
            .replace("\\u{ad}", "\u{ad}")
            .replace("\\u{200b}", "\u{200b}")
            .replace("\\u{feff}", "\u{feff}")
            .as_str(),
    );
}

#[test]
fn variants() {
    check(
        &american(),
        "colour | -> color
        Colour | -> Color
        COLOUR | -> COLOR
        colours | -> colors
        colour’s | -> color @colour
        colour-coded | -> color @colour
        signalled | -> signaled
        centre | -> center
        organise | -> organize
        organisation | -> organization
        analyse | -> analyze
        grey | -> gray
        defence | -> defense
        paediatric | -> pediatric
        jewellery | -> jewelry
        aluminium | -> aluminum
        whisky | known
        labour | -> labor
        color | known",
    );
    check(
        &british(),
        "signaled | -> signalled
        Signaled | -> Signalled
        color | -> colour
        colored | -> coloured
        center | -> centre
        centered | -> centred
        theater | -> theatre
        defense | -> defence
        organize | known
        organise | known
        organization | known
        organizations | known
        realizing | known
        analyze | -> analyse
        gray | -> grey
        traveler | -> traveller
        fulfill | -> fulfil
        skeptical | -> sceptical
        jewelry | -> jewellery
        aluminum | -> aluminium
        maneuvered | -> manoeuvred
        judgment | known
        program | known
        signalled | known
        agression | unknown
        Biden | known",
    );
    assert_eq!(british().variant_of("signaled"), ["signalled"]);
    assert!(british().variant_of("signalled").is_empty());
}

#[test]
fn ise_and_ize() {
    let lexicon = british();
    assert_eq!(lexicon.ize_style("Organizing"), Some((IzeStyle::Ize, "Organising".to_owned())));
    assert_eq!(lexicon.ize_style("organisation"), Some((IzeStyle::Ise, "organization".to_owned())));
    for word in ["prize", "size", "surprise", "advise", "exercise", "house", "this", "seize"] {
        assert_eq!(lexicon.ize_style(word), None, "{word}");
    }
    assert_eq!(american().ize_style("organize"), None);
}

#[test]
fn layers() {
    let (words, problems) = WordList::parse(
        "\u{feff}# ours\nlivestreamx/s,ed,ing\nBakhmutx\nvapex/=vapexed # note\n!solider\ngubernatorialx/ly\niPhonex\ntwo words\n/s\nword/\nhal;f\n",
    );
    let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [8, 9, 10, 11]);
    assert_eq!(problems[0].problem, LineError::SeveralWords("two words".to_owned()));
    assert_eq!(problems[0].to_string(), "line 8: “two words” is several words; write one word a line");
    let lexicon = american().with_words(words);
    check(
        &lexicon,
        "livestreamx | known
        Livestreamxed | known
        LIVESTREAMXING | known
        livestreamx’s | known
        bakhmutx | unknown
        Bakhmutx | known
        BAKHMUTX | known
        vapexed | known
        iPhonex | known
        IPHONEX | known
        iphonex | unknown
        solider | forbidden
        Solider’s | forbidden @Solider
        livestreamx-agression | unknown @agression",
    );
    let personal = WordList::parse("solider\n").0;
    check(&lexicon.with_words(personal), "solider | known");
}

#[test]
fn endings_join_as_english_joins_them() {
    let list = WordList::parse(
        "vape/s,d,ing,er\nparty/s\nbox/es\nfoxx/s\nclutch/s\ndeejay/s,ed\nKennedy/s\ncopy/ed\nsee/ing\n",
    )
    .0;
    let words = list.words();
    for word in [
        "vapes", "vaping", "vaper", "parties", "boxes", "foxxes", "clutches", "deejays", "deejayed", "Kennedys",
        "copied", "seeing",
    ] {
        assert!(words.contains(&word), "{word} in {words:?}");
    }
}

#[test]
fn acceptance() {
    let lexicon = american();
    for (wrong, right) in [
        ("agression", "aggression"),
        ("devided", "divided"),
        ("teh", "the"),
        ("seperate", "separate"),
        ("occured", "occurred"),
        ("goverment", "government"),
        ("recieve", "receive"),
        ("Becuase", "Because"),
        ("soldeir", "soldier"),
        ("GOVERMENT", "GOVERNMENT"),
        ("goverment’s", "government’s"),
        ("goverments’", "governments’"),
        ("alot", "a lot"),
        ("dont", "don't"),
        ("untill", "until"),
        ("definately", "definitely"),
        ("accomodate", "accommodate"),
        ("tommorow", "tomorrow"),
        ("publically", "publicly"),
        ("fourty", "forty"),
        ("enviroment", "environment"),
        ("febuary", "February"),
        ("american", "American"),
    ] {
        let suggestions = lexicon.suggest(wrong, &SuggestContext::default(), 5);
        let texts: Vec<&str> = suggestions.iter().map(|suggestion| suggestion.text.as_str()).collect();
        assert_eq!(texts.first(), Some(&right), "{wrong}: {texts:?}");
        assert!(texts.len() <= 5);
    }
    let sure = lexicon.suggest("agression", &SuggestContext::default(), 5);
    assert!(preferred(&sure), "{sure:?}");
    assert!(preferred(&sure[..1]) && !preferred(&[]));
    let unsure = lexicon.suggest("bal", &SuggestContext::default(), 5);
    assert!(!preferred(&unsure), "{unsure:?}");
}

#[test]
fn suggestions_are_in_the_language_in_use() {
    assert_eq!(british().suggest("harbuor", &SuggestContext::default(), 5)[0].text, "harbour");
    let american = american().suggest("harbuor", &SuggestContext::default(), 5);
    assert!(
        american.iter().any(|one| one.text == "harbor") && american.iter().all(|one| one.text != "harbour"),
        "{american:?}"
    );
}

#[test]
fn the_article_and_the_lists_have_a_say() {
    let lexicon = american().with_words(WordList::parse("Brightwaterx\n!government\n").0);
    let texts = |word: &str, context: &SuggestContext| -> Vec<String> {
        lexicon.suggest(word, context, 5).into_iter().map(|suggestion| suggestion.text).collect()
    };
    let none = SuggestContext::default();
    assert_eq!(texts("Brightwatrex", &none)[0], "Brightwaterx");
    assert!(!texts("goverment", &none).contains(&"government".to_owned()));
    let context =
        SuggestContext::new([("Zelenskyyq", 3), ("Kowalskiq", 1), ("derided", 2)], ["Masha Moskalevaq"], &lexicon);
    assert_eq!(texts("Zelenskiyq", &context)[0], "Zelenskyyq");
    assert_eq!(texts("Moskalevq", &context)[0], "Moskalevaq");
    assert!(!texts("Kowalskyq", &context).contains(&"Kowalskiq".to_owned()), "seen once and unknown");
    let place = |context: &SuggestContext| texts("derideed", context).iter().position(|text| text == "derided");
    assert!(place(&context) <= place(&none));
}

#[test]
fn frequency() {
    let lexicon = american();
    assert!(lexicon.frequency("the") > lexicon.frequency("soldier"));
    assert!(lexicon.frequency("Soldier").is_some() && lexicon.frequency("qzxv").is_none());
    for word in ["the", "because", "about", "their", "people"] {
        assert!(lexicon.is_common(word), "{word}");
    }
    for word in ["soldier", "zebra", "aggression", "qzxv"] {
        assert!(!lexicon.is_common(word), "{word}");
    }
}

#[test]
fn a_slip_of_a_common_word_is_near_it() {
    let lexicon = american();
    for word in ["becuase", "peopel", "abuot", "wouldd", "shoud", "throgh", "beforq", "wabout", "about"] {
        assert!(lexicon.is_near_common(word), "{word}");
    }
    for word in ["pettibone", "keisha", "becsuae", "zelensky", "soldeir"] {
        assert!(!lexicon.is_near_common(word), "{word}");
    }
}

#[test]
fn extremes_are_refused_at_once() {
    let lexicon = american();
    let none = SuggestContext::default();
    let million = "a".repeat(1_000_000);
    assert_eq!(lexicon.verdict(&million), Verdict::Unknown { part: 0..1_000_000 });
    assert!(lexicon.suggest(&million, &none, 5).is_empty());
    assert!(lexicon.suggest(&"-".repeat(1_000_000), &none, 5).is_empty());
    for word in
        ["", "'", "’’’", "-", "\u{ad}", "\0", "e\u{301}".repeat(60).as_str(), "12th", "日本語", "🙂", "ſ", "İ", "ǆ"]
    {
        let _ =
            (lexicon.verdict(word), lexicon.suggest(word, &none, 5), lexicon.ize_style(word), lexicon.frequency(word));
    }
    assert!(lexicon.suggest("agression", &none, 0).is_empty());
}

#[test]
fn a_dictionary_of_the_newsroom() {
    let source = DictionarySource {
        aff_name: "our.aff",
        aff: b"SET UTF-8\nSFX S Y 1\nSFX S 0 s .\n",
        dic_name: "our.dic",
        dic: "3\nhaus/S\nstra\u{df}e\nblattwerk\n".as_bytes(),
    };
    let lexicon =
        Lexicon::with_dictionary(Language::EnUs, load(&source, Engine::Spellbook).expect("a good dictionary"))
            .suggesting(&source.stems());
    let texts = |word: &str| {
        lexicon.suggest(word, &SuggestContext::default(), 5).into_iter().map(|one| one.text).collect::<Vec<_>>()
    };
    assert_eq!(texts("blatwerk"), ["blattwerk"]);
    assert_eq!(texts("Haus’").len() + texts("goverment").len(), 0);
    check(&lexicon, "haus | known\nhauss | known\nstra\u{df}e | known\ngovernment | unknown\ncolour | unknown");
}

#[test]
fn bad_dictionaries_are_refused_in_words() {
    let message = |aff: &[u8], dic: &[u8]| {
        load(&DictionarySource { aff_name: "our.aff", aff, dic_name: "our.dic", dic }, Engine::Spellbook)
            .expect_err("a bad dictionary")
            .to_string()
    };
    let aff = b"SET UTF-8\n".as_slice();
    let good = b"2\nhouse\nmouse\n".as_slice();
    assert!(message(b"", good).starts_with("our.aff: the file is empty"));
    assert!(message(aff, b"  \n").starts_with("our.dic: the file is empty"));
    assert!(message(b"SET ISO-8859-1\n", good).contains("declares SET ISO-8859-1"));
    assert!(message(aff, b"1\nstra\xdfe\n").starts_with("our.dic: not UTF-8"));
    assert!(message(aff, b"house\nmouse\n").contains("should be the number of entries"));
    assert!(message(aff, b"1000000000\nhouse\n").contains("cut short"));
    assert!(message(aff, b"-1\nhouse\n").contains("cut short"));
    assert!(message(aff, b"PK\x03\x04\0\0\0").contains("not UTF-8"));
    assert!(message(b"SET UTF-8\nSFX S Y nonsense\n", good).starts_with("our.aff or our.dic: "));
    assert!(matches!("aspell".parse::<Engine>(), Err(DictionaryError::UnknownEngine { .. })));
    if !cfg!(feature = "hunspell") {
        let error = load(&bundled_source(Language::EnUs), Engine::Hunspell).expect_err("not built in").to_string();
        assert!(error.contains("--features hunspell"), "{error}");
    }
}

#[test]
fn the_news_supplement_has_no_faulty_line() {
    for name in ["news.txt", "news-en-US.txt", "news-en-GB.txt"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/dictionaries/words").join(name);
        let text = std::fs::read_to_string(path).expect("the list is there");
        let (words, problems) = WordList::parse(&text);
        assert!(problems.is_empty(), "{name}: {problems:?}");
        let lexicons: Vec<Lexicon> = match name {
            "news-en-US.txt" => vec![american()],
            "news-en-GB.txt" => vec![british()],
            _ => vec![american(), british()],
        };
        for word in words.words() {
            assert!(lexicons.iter().all(|lexicon| lexicon.accepts(word)), "{name}: {word}");
        }
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(word in "\\PC{0,50}") {
        let lexicon = american();
        match lexicon.verdict(&word) {
            Verdict::Known => {}
            Verdict::Unknown { part } | Verdict::Forbidden { part } | Verdict::Variant { part, .. } => {
                prop_assert!(word.get(part).is_some_and(|part| !part.is_empty()));
            }
        }
        for suggestion in lexicon.suggest(&word, &SuggestContext::default(), 5) {
            prop_assert!(suggestion.text != word && suggestion.cost.is_finite());
        }
        let _ = lexicon.ize_style(&word);
    }

    #[test]
    fn words_of_english_letters(word in "[a-zA-Zé’'-]{1,45}") {
        let lexicon = british();
        let _ = lexicon.verdict(&word);
        let twice = [0, 1].map(|_| lexicon.suggest(&word, &SuggestContext::default(), 5));
        prop_assert_eq!(&twice[0], &twice[1]);
        prop_assert!(twice[0].windows(2).all(|pair| pair[0].cost <= pair[1].cost));
        for suggestion in &twice[0] {
            prop_assert!(suggestion.text.split(' ').all(|text| lexicon.accepts(text)), "{} for {}", suggestion.text, word);
        }
    }

    #[test]
    fn any_list_can_be_read(text in "\\PC{0,200}(\n\\PC{0,30}){0,5}") {
        let (list, problems) = WordList::parse(&text);
        prop_assert!(problems.iter().all(|problem| problem.line >= 1 && problem.line <= text.lines().count()));
        let _ = list.words();
    }
}
