namespace Gova.Simulators.Community;

/// <summary>What people at a makers' club say, good and bad. Words in braces are filled from the slots.</summary>
internal static class ChatterTemplates
{
    public static readonly string[] Benign =
    [
        "Has anyone tried {finish} on {wood}?",
        "Just finished my {project}, pictures tomorrow!",
        "What grit do you stop at before putting {finish} on {wood}?",
        "My {tool} finally arrived {time}.",
        "Is a {tool} enough for a {project}, or do I need something bigger?",
        "Working on a {project} out of {wood} {time}.",
        "Thanks for the tip about the {tool}, worked like a charm.",
        "The {wood} from the yard in {place} is lovely this year.",
        "Who is coming to the meetup in {place} {time}?",
        "Good morning everyone, coffee first, then the {project}.",
        "I would let the {finish} dry overnight, longer if the shop is cold.",
        "How do you keep {wood} from splitting when you cut a {joint}?",
        "A sharp {tool} makes all the difference with {wood}.",
        "Cut my first {joint} {time}, not perfect but it holds.",
        "Congrats on the {project}, {praise}!",
        "That {joint} is {praise}.",
        "Does anybody have a spare {tool} to lend {time}?",
        "Question for the finishers: {finish} or wax on a {project}?",
        "My daughter helped me sand the {project} {time}.",
        "I wrote up how I built the {project} in the thread.",
        "Here is the plan I used for the {project}, happy to share the file.",
        "Rain all day in {place}, so it is a workshop day.",
        "Wear a mask when you sand {wood}, the dust is nasty.",
        "{praise}, the grain on that {wood} really stands out.",
    ];

    public static readonly string[] Rude =
    [
        "That is a dumb way to use a {tool}.",
        "Did you even read the thread before asking about {wood}?",
        "Stop whining about your {tool} already.",
        "This {project} is a waste of time, honestly.",
        "Are you even listening? I said {finish}, not wax.",
        "What a stupid question about {wood}.",
        "Ridiculous. Nobody builds a {project} like that.",
        "Who asked about your {project}?",
        "Stop talking about {place}, it is boring.",
    ];

    public static readonly string[] Spam =
    [
        "FREE {gift} for the first 100 people, claim it at https://{site}/{number}",
        "Huge giveaway {time}! Get your {gift} here: https://{site}/win{number}",
        "Earn {number} a day from home, dm me for details",
        "90% discount on every {gift}, only {time}: https://{site}/sale{number}",
        "New crypto airdrop, claim {number} coins now https://{site}/drop",
        "Get {number} followers today -> https://{site}",
    ];

    public static readonly string[] Toxic =
    [
        "You are an idiot and your {project} proves it.",
        "Shut up, nobody likes you here.",
        "What a moron, cannot even hold a {tool}.",
        "Your {project} is trash and so are you.",
        "Get lost, loser. Take your {wood} with you.",
        "Nobody wants you in this server, go back to {place}.",
        "Only a pathetic clown would put {finish} on {wood}.",
        "You are worthless with a {tool}, shut up about it.",
    ];

    public static readonly string[] EvasiveOpenings =
    [
        "you are such a", "what a", "lol look at this", "typical", "still the same", "hey", "bye bye", "everyone ignore this",
    ];

    public static readonly string[] EvasiveWords = ["idiot", "moron", "loser", "pathetic", "worthless"];
    public static readonly string[] EvasiveEndings = ["", " lol", " haha", ", as always", " and you know it", ", go home"];

    public static readonly (string Slot, string[] Words)[] Slots =
    [
        ("{wood}", ["oak", "walnut", "birch", "cherry", "maple", "ash", "pine", "beech", "elm", "larch"]),
        ("{finish}", ["linseed oil", "shellac", "hard wax oil", "tung oil", "polyurethane", "milk paint", "soap finish"]),
        ("{tool}", ["block plane", "router", "band saw", "chisel", "spokeshave", "lathe", "card scraper", "dovetail saw", "3D printer", "soldering iron"]),
        ("{project}", ["bookshelf", "cutting board", "rocking chair", "tool chest", "bird house", "standing desk", "ukulele", "lamp", "workbench", "canoe paddle"]),
        ("{joint}", ["dovetail", "mortise and tenon", "box joint", "half lap", "bridle joint"]),
        ("{place}", ["Ashford", "Millbrook", "Easton", "Harrow Hill", "Fernley", "Stonebridge"]),
        ("{time}", ["today", "tonight", "this weekend", "yesterday", "after work", "next Saturday"]),
        ("{praise}", ["Beautiful", "Really clean", "Impressive work", "So tidy", "Lovely"]),
        ("{gift}", ["nitro", "gift card", "power drill", "phone", "headset"]),
        ("{site}", ["freebies.example", "win-big.example", "lucky-deal.example", "quick-cash.example"]),
        ("{number}", ["500", "777", "1000", "2500", "4200", "9999"]),
    ];
}
