using Gova.Moderation.Policy;

namespace Gova.Moderation.Rules;

/// <summary>
/// All rules of a moderator, compiled: judges a message without a model. Of several broken rules the most severe counts.
/// Nothing is allocated for a message that breaks none. Any thread may use it.
/// </summary>
public sealed class MessageRules
{
    private readonly GlobalBans _bans;
    private readonly ProposedAction? _removal;
    private readonly KeywordRules _keywords;
    private readonly RuleCheck[] _checks;
    private readonly KeywordRules _shadowKeywords;
    private readonly RuleCheck[] _shadowChecks;
    private readonly RegexCheck[] _regexes;
    private readonly FloodCheck? _flood;

    public MessageRules(ModeratorConfiguration configuration, GlobalBans? globalBans = null)
    {
        var rules = configuration.Rules;
        _bans = rules.GlobalBans ? globalBans ?? GlobalBans.None : GlobalBans.None;
        _removal = Removal(configuration);
        _keywords = new KeywordRules(configuration.KeywordRules, shadow: false);
        _shadowKeywords = new KeywordRules(configuration.KeywordRules, shadow: true);
        _regexes = [.. rules.Regexes.Select((rule, i) => new RegexCheck(rule, $"rules.regexes[{i}]"))];
        _flood = rules.Flood is { } flood ? new FloodCheck(flood) : null;
        // The most severe first: the first one that is broken is the one that counts.
        var checks = _regexes.Concat<RuleCheck?>(
            [
                rules.Invites is { } invites ? new InviteCheck(invites) : null,
                rules.Links is { } links ? new LinkCheck(links) : null,
                rules.Mentions is { } mentions ? new MentionCheck(mentions) : null,
                rules.Caps is { } caps ? new CapsCheck(caps) : null,
                rules.Repetition is { } repetition ? new RepetitionCheck(repetition) : null,
                rules.Clutter is { } clutter ? new ClutterCheck(clutter) : null,
            ]).OfType<RuleCheck>().OrderByDescending(check => check.Severity).ToLookup(check => check.Shadow);
        _checks = [.. checks[false]];
        _shadowChecks = [.. checks[true]];
    }

    /// <summary>Matches of regular expressions that were given up because they took too long.</summary>
    public long RegexTimeouts => _regexes.Sum(check => check.Timeouts);

    /// <summary>The rule that counts; if there is none, the rule that would count if it did not only watch.</summary>
    public RuleVerdict? Match(in MessageFacts facts, FloodWindow? flood = null) => Match(facts, flood, out var shadowed) ?? shadowed;

    /// <summary>The rule that counts, and the one that would if the watching rules were in force.</summary>
    /// <param name="flood">What was written in the community before; the message is added to it. Null does not look for floods.</param>
    /// <param name="shadowed">The most severe of the broken rules that only watch.</param>
    public RuleVerdict? Match(in MessageFacts facts, FloodWindow? flood, out RuleVerdict? shadowed)
    {
        shadowed = null;
        var flooding = flood is null ? null : _flood?.Match(facts, flood);
        if (_bans.Contains(facts.AuthorId))
        {
            return new RuleVerdict("rules.global_bans", "global_ban", 1, 0, "The member is banned everywhere.", 1, _removal, Shadow: false);
        }

        shadowed = MostSevere(facts, flooding?.Shadow == true ? flooding : null, _shadowKeywords, _shadowChecks);
        return MostSevere(facts, flooding?.Shadow == false ? flooding : null, _keywords, _checks);
    }

    private static RuleVerdict? MostSevere(in MessageFacts facts, RuleVerdict? best, KeywordRules keywords, RuleCheck[] checks)
    {
        if (keywords.Highest > (best?.Severity ?? -1) && keywords.Match(facts.Content) is { } match && !(best?.Severity >= match.Severity))
        {
            best = match;
        }

        foreach (var check in checks)
        {
            if (best?.Severity >= check.Severity)
            {
                break;
            }

            best = check.Match(facts) ?? best;
        }

        return best;
    }

    /// <summary>The hardest way to get rid of somebody that the moderator grants.</summary>
    private static ProposedAction? Removal(ModeratorConfiguration configuration)
    {
        ReadOnlySpan<ActionType> ways = [ActionType.Ban, ActionType.Kick, ActionType.Timeout, ActionType.Delete];
        foreach (var way in ways)
        {
            if (configuration.Actions.Any(action => action.Type == way))
            {
                return new ProposedAction(way);
            }
        }

        return null;
    }
}
