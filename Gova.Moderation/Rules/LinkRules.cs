using System.Text.Json.Serialization;
using Gova.Moderation.Policy;

namespace Gova.Moderation.Rules;

/// <summary>Invites to other servers.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record InviteRule : ContentRule
{
    /// <summary>Codes that are welcome, such as the community's own: the part after <c>discord.gg/</c>.</summary>
    public IReadOnlyList<string> Allow { get; set; } = [];

    internal override void Check(Problems problems, string path)
    {
        base.Check(problems, path);
        problems.Require(
            Allow is { Count: <= 500 } && Allow.All(code => code is { Length: > 0 and <= 100 } && !code.Contains('/', StringComparison.Ordinal)),
            $"{path}.allow", "must be a list of at most 500 codes, without what stands before them");
    }
}

/// <summary>
/// Links to other sites. With domains to allow, every other link breaks the rule; with domains to deny only, those do; with
/// neither, every link.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LinkRule : ContentRule
{
    /// <summary>Domains that are welcome, with their subdomains.</summary>
    public IReadOnlyList<string> Allow { get; set; } = [];

    /// <summary>Domains that are not, with their subdomains; also below an allowed one.</summary>
    public IReadOnlyList<string> Deny { get; set; } = [];

    internal override void Check(Problems problems, string path)
    {
        base.Check(problems, path);
        RequireDomains(Allow, $"{path}.allow");
        RequireDomains(Deny, $"{path}.deny");

        void RequireDomains(IReadOnlyList<string>? domains, string at) => problems.Require(
            domains is { Count: <= 1_000 } && domains.All(IsDomain), at, "must be a list of at most 1,000 domains, such as example.com");
    }

    private static bool IsDomain(string? domain) => domain is { Length: >= 3 and <= 253 }
        && domain[0] != '.' && domain[^1] != '.' && domain.Contains('.', StringComparison.Ordinal)
        && domain.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_');
}
