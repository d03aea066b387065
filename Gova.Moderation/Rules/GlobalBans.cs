using System.Collections.Frozen;
using System.Globalization;

namespace Gova.Moderation.Rules;

/// <summary>Members whom this installation bans in every community that does not decline.</summary>
public sealed class GlobalBans(IEnumerable<string> platformUserIds)
{
    private readonly FrozenSet<long> _ids =
        platformUserIds.Select(id => unchecked((long)ulong.Parse(id, CultureInfo.InvariantCulture))).ToFrozenSet();

    public static GlobalBans None { get; } = new([]);

    public bool Contains(long userId) => _ids.Contains(userId);
}
