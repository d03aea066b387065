namespace Gova.Api.Features.Moderators;

/// <summary>
/// The servers that may be given a moderator: ids separated by commas, or <c>*</c>. An account proves no right to a server, so
/// the operator says which are meant; unset means none, because a moderator reads everything that is written in its server.
/// </summary>
internal sealed class AllowedServers(IConfiguration configuration)
{
    public const string Key = "Servers:Allowed";

    private readonly string[] _ids = (configuration[Key] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public bool Contains(string serverId) => _ids.Contains("*") || _ids.Contains(serverId);
}
