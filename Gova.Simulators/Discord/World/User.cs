namespace Gova.Simulators.Discord.World;

internal sealed record User(Snowflake Id, string Username, string? GlobalName = null, bool Bot = false);

internal sealed class Member
{
    public required User User { get; init; }
    public required DateTimeOffset JoinedAt { get; init; }
    public string? Nick { get; set; }
    public List<Snowflake> Roles { get; init; } = [];
    public DateTimeOffset? CommunicationDisabledUntil { get; set; }

    public string DisplayName => Nick ?? User.GlobalName ?? User.Username;

    public bool IsTimedOut(DateTimeOffset now) => CommunicationDisabledUntil > now;
}
