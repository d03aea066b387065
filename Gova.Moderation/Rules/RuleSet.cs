using System.Text.Json.Serialization;
using Gova.Moderation.Policy;

namespace Gova.Moderation.Rules;

/// <summary>The rules that decide without a model, beside the keywords. What is left out is not enforced.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RuleSet
{
    /// <summary>Whether members whom this installation bans everywhere are banned here too.</summary>
    public bool GlobalBans { get; set; } = true;

    /// <summary>Regular expressions.</summary>
    public IReadOnlyList<RegexRule> Regexes { get; set; } = [];

    public InviteRule? Invites { get; set; }

    public LinkRule? Links { get; set; }

    public MentionRule? Mentions { get; set; }

    public CapsRule? Caps { get; set; }

    public RepetitionRule? Repetition { get; set; }

    public ClutterRule? Clutter { get; set; }

    public FloodRule? Flood { get; set; }

    internal void Check(Problems problems, string path)
    {
        problems.RequireEach(Regexes, RegexRule.Most, $"{path}.regexes", "rules", (rule, at) => rule.Check(problems, at));
        Invites?.Check(problems, $"{path}.invites");
        Links?.Check(problems, $"{path}.links");
        Mentions?.Check(problems, $"{path}.mentions");
        Caps?.Check(problems, $"{path}.caps");
        Repetition?.Check(problems, $"{path}.repetition");
        Clutter?.Check(problems, $"{path}.clutter");
        Flood?.Check(problems, $"{path}.flood");
    }
}
