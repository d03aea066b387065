namespace Gova.Api.Discord;

/// <summary>A server of the bot.</summary>
/// <param name="Icon">Hash of the picture.</param>
internal sealed record GatewayGuild(string Id, string? Name, string? Icon);

/// <param name="Type">Discord's number of the kind of channel.</param>
/// <param name="CanRead">Whether the bot sees the channel.</param>
internal sealed record GatewayChannel(
    string Id, string? Name, int Type, string? ParentId, bool IsThread, bool CanRead, bool CanWrite);

internal sealed record GatewayMember(
    string UserId, string Name, string? Nick, string? Avatar, IReadOnlyList<string> RoleIds, bool IsBot);

internal sealed record GatewayPermissions(
    string UserId, bool IsMember, bool IsOwner, bool IsAdministrator, bool CanManageServer, string Permissions);
