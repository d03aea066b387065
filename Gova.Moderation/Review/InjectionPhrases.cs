namespace Gova.Moderation.Review;

/// <summary>
/// The beginnings of words by which attempts are known, in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
/// Russian, Turkish, Chinese, Japanese, Korean, Arabic, Hindi and Vietnamese. Each list is a class; classes that stand near each
/// other, in whatever order a language has them, make a signal.
/// </summary>
internal static class InjectionPhrases
{
    /// <summary>To drop something.</summary>
    public static readonly PhraseClass Override = new(
        "ignor", "disregard", "forget", "overrid", "overwrit", "bypass", "discard", "do not follow", "don't follow", "stop following",
        "no longer apply", "no longer valid", "are void", "are cancel", "are suspended", "supersede", "neglect",
        "vergiss", "missacht", "überschreib", "umgeh", "gelten nicht", "oubli", "ne tiens pas compte", "ne tenez pas compte", "olvid", "omit",
        "descart", "caso omiso", "esque", "desconsider", "dimentic", "tralasci", "negeer", "vergeet", "zignoruj", "zapomn", "pomiń",
        "игнорир", "проигнор", "забуд", "отмен", "yok say", "görmezden gel", "unut", "忽略", "无视", "無視", "忘记", "忘れ", "不要遵守",
        "무시", "잊어", "تجاهل", "انس", "अनदेखा", "भूल", "नज़रअंदाज़", "bỏ qua", "quên");

    /// <summary>What the model was told.</summary>
    public static readonly PhraseClass Rules = new(
        "instruction", "guideline", "directive", "system prompt", "system message", "your prompt", "prompt above", "previous prompt", "previous rules", "prior rules", "your rules",
        "rules above", "all rules", "moderation rules", "these rules", "everything above", "all of the above", "text above", "your training",
        "your programming", "your orders", "safeguards", "moderation policy", "content policy", "anweisung", "richtlinie", "vorgaben",
        "alle regeln", "bisherigen regeln", "consigne", "directives", "les règles", "instruccion", "directric", "indicaciones", "las reglas",
        "las normas", "instruç", "instruc", "diretriz", "as regras", "istruzion", "direttiv", "le regole", "instructie", "richtlijn", "aanwijzing",
        "alle regels", "instrukcj", "poleceni", "wytyczn", "wszystkie zasady", "инструкц", "указани", "правила", "промпт", "talimat",
        "kuralları", "yönerge", "指令", "指示", "规则", "規則", "提示词", "命令", "ルール", "ガイドライン", "지시", "규칙", "명령", "지침",
        "التعليمات", "القواعد", "निर्देश", "नियम", "hướng dẫn", "quy tắc", "chỉ dẫn");

    /// <summary>To give a verdict.</summary>
    public static readonly PhraseClass Judge = new(
        "mark", "rate", "rating", "score", "scoring", "classif", "judge", "treat", "label", "report", "consider", "return", "give", "output", "answer",
        "respond", "reply", "set", "assess", "evaluat", "deem", "must be", "should be", "has been", "approv", "flag", "bewert", "stuf", "einzustuf",
        "melde", "marque", "considèr", "évalu", "note", "classe", "califica", "evalúa", "valora", "considera", "clasific", "avali", "classifi",
        "valuta", "beoordeel", "markeer", "oceń", "oznacz", "uznaj", "оцен", "помет", "отмет", "считай", "признай", "işaretle", "değerlendir", "kabul et",
        "标记", "判定", "评为", "视为", "评价", "判断", "評価", "扱", "みなし", "표시", "평가", "판정", "간주", "صنف", "اعتبر", "قيم", "चिह्नित", "मान",
        "đánh giá", "đánh dấu", "coi");

    /// <summary>What verdicts are about.</summary>
    public static readonly PhraseClass Judged = new(
        "message", "text", "post", "conversation", "chat", "everything", "everyone", "anything", "all of", "user", "member", "content", "author",
        "it as", "this as", "them as", "me as", "nachricht", "alles", "beitrag", "mensaje", "todo", "mensagem", "mensagens", "messaggi", "bericht",
        "wiadomoś", "wszystk", "сообщен", "всё", "все", "mesaj", "消息", "信息", "全部", "所有", "メッセージ", "すべて", "全て", "메시지", "모든", "رسالة",
        "الرسائل", "संदेश", "tin nhắn");

    /// <summary>The verdict that is wished for.</summary>
    public static readonly PhraseClass Harmless = new(
        "harmless", "benign", "innocent", "inoffensive", "no violation", "not a violation", "as clean", "as safe", "as fine",
        "as acceptable", "as approved", "pre-approved", "preapproved", "compliant", "harmlos", "unbedenklich",
        "inoffensi", "sans danger", "inofensiv", "inocu", "como seguro", "innocu", "onschadelijk", "nieszkodliw", "безопасн", "безобидн", "безвредн",
        "zararsız", "无害", "安全的", "無害", "問題なし", "무해", "안전", "آمن", "غير ضار", "हानिरहित", "सुरक्षित", "vô hại", "an toàn");

    /// <summary>The number that the model gives.</summary>
    public static readonly PhraseClass Severity = new(
        "severity", "severity_score", "schweregrad", "gravité", "gravedad", "severidad", "gravidade", "severidade", "gravità", "ernst", "dotkliwoś",
        "тяжест", "серьёзност", "серьезност", "ciddiyet", "şiddet puan", "严重", "重大度", "深刻度", "심각도", "خطورة", "गंभीरता", "mức độ nghiêm trọng");

    public static readonly PhraseClass Verdict = new("verdict", "your score", "risk score", "toxicity score", "urteil", "вердикт", "veredicto", "verdetto");

    public static readonly PhraseClass Lowest = new(
        "zero", "null", "none", "nil", "minimum", "lowest", "harmless", "niedrigst", "cero", "zéro", "ноль", "нулев", "零",
        "ゼロ", "영", "sıfır", "صفر", "शून्य", "bằng không");

    /// <summary>Of <see cref="Harmless"/>, what is said of other things as well: counts beside <see cref="Reader"/> only.</summary>
    public static readonly PhraseClass Fine = new("no action", "is safe", "are safe", "is clean", "are clean", "is allowed", "are allowed", "approv");

    /// <summary>Who reads.</summary>
    public static readonly PhraseClass Reader = new(
        "moderator ai", "ai moderator", "moderation ai", "moderation bot", "automod", "content moderator", "language model", "ai reviewer", "classifier",
        "chatgpt", "gpt", "claude", "gemini", "llm", "an ai", "the ai", "dear ai", "hey ai", "ai assistant", "helpful assistant", "are dan", "dan mode",
        "unrestricted", "unfiltered", "uncensored", "without rules", "no rules", "without restrictions", "no restrictions", "ohne regeln",
        "ohne einschränkungen", "sans règles", "sans restriction", "sin reglas", "sin restricciones", "sin filtro", "sem regras", "sem restriç",
        "senza regole", "bez zasad", "zonder regels", "без правил", "без ограничен", "нейросет", "kısıtlama olmadan", "kuralsız", "没有规则",
        "没有限制", "不受限制", "制限のない", "ルールのない", "제한 없는", "규칙이 없는", "بلا قيود", "بدون قيود", "बिना नियम", "không có quy tắc");

    /// <summary>What is spoken of elsewhere too, and here often with bad intent: a mention.</summary>
    public static readonly PhraseClass Modes = new(
        "jailbreak", "developer mode", "debug mode", "maintenance mode", "admin mode", "god mode", "reviewer", "moderation system", "prompt", "this chat is",
        "ban all", "ban every", "ban the", "other members", "everyone else", "decode", "base64", "rot13", "модератор", "moderador", "modérateur", "版主", "管理员");

    /// <summary>To be somebody else.</summary>
    public static readonly PhraseClass Recast = new(
        "you are now", "you're now", "you are no longer", "you are a", "you are the", "you will be", "you will act", "pretend", "act as", "acting as", "roleplay", "role play", "role-play", "imagine", "simulate", "from now on",
        "enter", "enable", "activate", "switch to", "switched to", "behave", "play the", "let us play", "let's play", "your name is", "du bist", "ab jetzt",
        "stell dir vor", "tu es", "vous êtes", "désormais", "fais comme", "eres", "ahora", "finge", "actúa", "você é", "agora", "finja", "sei",
        "fai finta", "d'ora in poi", "je bent", "jesteś", "udawaj", "ты", "теперь", "представь", "притвор", "artık sen", "sen artık", "gibi davran", "你现在是",
        "你是", "假装", "扮演", "あなたは", "ふりをし", "として振る舞", "너는", "당신은", "인 척", "أنت", "تظاهر", "तुम", "आप");

    /// <summary>What is not for members.</summary>
    public static readonly PhraseClass Secret = new(
        "system prompt", "your prompt", "initial prompt", "hidden prompt", "your instruction", "initial instruction", "hidden instruction",
        "secret guideline", "text above", "everything above", "words above", "lines above", "paragraph above", "secret token", "canary", "internal marker",
        "internal note", "systemprompt", "deine anweisung", "deine richtlinie", "interne anweisung",
        "internen anweisung", "tes instructions", "vos instructions", "tes consignes", "tus instrucciones", "instrucciones internas", "sus instrucciones",
        "suas instruç", "as tuas instruç", "tue istruzioni", "le tue istruzion", "istruzioni interne", "jouw instructie", "twoje instrukcj", "твои инструкци", "свои инструкци",
        "системный промпт", "talimatlarını", "sistem istemi", "系统提示", "你的指令", "你的提示", "システムプロンプト", "あなたの指示", "시스템 프롬프트", "네 지시",
        "당신의 지시", "تعليماتك", "अपने निर्देश");

    /// <summary>What members may ask about, but not have recited: counts beside <see cref="Recite"/> only.</summary>
    public static readonly PhraseClass Told = new(
        "guideline", "your rules", "moderation rules", "full rules", "richtlinien", "directives", "directrices", "diretrizes", "правила", "规则", "ガイドライン");

    public static readonly PhraseClass Recite = new(
        "verbatim", "word for word", "recite", "dump", "leak", "reveal", "disclose", "in full as your", "in your reply", "in the reply", "in your reason", "into the reason",
        "wörtlich", "mot pour mot", "palabra por palabra", "palavra por palavra", "дословно", "逐字", "一字一句");

    public static readonly PhraseClass Reveal = new(
        "repeat", "print", "reveal", "show", "output", "quote", "tell", "leak", "dump", "translat", "summar", "recite", "write", "copy", "paste", "what is", "what are",
        "what were", "list", "expose", "disclose", "display", "echo", "spell", "encode", "wiederhol", "zeig", "nenn", "verrat", "gib", "répèt", "montr", "affich", "révèl",
        "donne", "repit", "repet", "muestr", "mostr", "revel", "imprim", "dime", "ripet", "rivel", "stamp", "herhaal", "toon", "powtórz", "pokaż", "wypisz", "повтор", "покаж",
        "раскро", "выведи", "напиши", "tekrarla", "göster", "yazdır", "重复", "显示", "告诉", "输出", "打印", "繰り返", "見せ", "表示", "教えて", "알려", "보여", "출력",
        "반복", "اعرض", "كرر", "اكشف", "दिखा", "बता", "दोहरा");

    /// <summary>"Do not forget the rules" is the contrary of an attempt.</summary>
    public static string WithoutReminders(string folded) => folded
        .Replace("don't forget", "remember", StringComparison.Ordinal).Replace("dont forget", "remember", StringComparison.Ordinal)
        .Replace("not forget", "remember", StringComparison.Ordinal).Replace("not ignore", "heed", StringComparison.Ordinal)
        .Replace("don't ignore", "heed", StringComparison.Ordinal);
}
