using Microsoft.OpenApi;

namespace Gova.Api.Http;

/// <summary>What the description says of the api as a whole.</summary>
internal static class OpenApiAbout
{
    private const string Text =
        """
        AI moderation of online communities: every message is judged against the community's own guidelines, and what is done about
        it is explained, reviewable and reversible.

        JSON is in snake_case, moments are UTC (RFC 3339), ids of Discord are digits as text. Unknown members of a request are refused.
        Errors are problem details (RFC 9457): branch on `type`, which does not change; a validation error names every field at once.
        What an account may not know of is answered as not found (404), what its role does not allow as forbidden (403).

        People sign in for a bearer token or a cookie; programs use an api key, which may call what its scopes name and nothing else.
        """;

    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["auth"] = "Accounts: registration, sign-in, sessions, addresses and passwords.",
        ["api-keys"] = "Keys for programs, each for some scopes.",
        ["team"] = "Who else may work on a moderator, and as what.",
        ["teams"] = "Who else may work on a moderator, and as what.",
        ["invitations"] = "Invitations to work on somebody's moderator.",
        ["audit"] = "Who changed what, and when.",
        ["payments"] = "The subscription, invoices and usage of an account.",
        ["connections"] = "The accounts at platforms that an account is linked with, and the servers it may manage there.",
        ["moderators"] = "A moderator keeps one server by its community's guidelines.",
        ["configuration"] = "What a moderator goes by, in versions.",
        ["evaluations"] = "What was made of every message, and why.",
        ["actions"] = "What is done about messages: review, undo, history.",
        ["backtests"] = "Tries a draft of a configuration on what was said before.",
        ["shadow"] = "What a moderator would have done while it only watched.",
        ["members"] = "What is known of one member of a community.",
        ["statistics"] = "Figures over time.",
        ["clusters"] = "Themes among what was flagged.",
        ["alerts"] = "What somebody should look at.",
        ["live"] = "Evaluations and actions as they happen, as server-sent events.",
        ["exports"] = "Evaluations and actions as files.",
        ["webhooks"] = "Deliveries of events to a team's own endpoint, signed.",
        ["emails"] = "What is sent by mail.",
        ["public"] = "What needs no account.",
        ["privacy"] = "Copies and erasure of what is stored about a person.",
    };

    public static void Add(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Gova",
            Version = "v1",
            Summary = "AI moderation of online communities.",
            Description = Text,
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "The installation that serves this description." }];
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
        {
            tag.Description = Tags.GetValueOrDefault(tag.Name ?? "");
        }
    }
}
