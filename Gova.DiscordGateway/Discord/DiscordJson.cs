using System.Text.Json.Serialization;
using Gova.DiscordGateway.Discord.Gateway;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Guilds;

namespace Gova.DiscordGateway.Discord;

/// <summary>
/// Source-generated JSON of everything exchanged with Discord. Unknown members are ignored; numbers may come as strings, as
/// snowflakes always do.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(GatewayFrame))]
[JsonSerializable(typeof(HelloData))]
[JsonSerializable(typeof(ReadyData))]
[JsonSerializable(typeof(GatewayCommand<long?>))]
[JsonSerializable(typeof(GatewayCommand<IdentifyData>))]
[JsonSerializable(typeof(GatewayCommand<ResumeData>))]
[JsonSerializable(typeof(GatewayCommand<PresenceData>))]
[JsonSerializable(typeof(GatewayCommand<RequestMembersData>))]
[JsonSerializable(typeof(GatewayBot))]
[JsonSerializable(typeof(DiscordUser))]
[JsonSerializable(typeof(DiscordMember))]
[JsonSerializable(typeof(DiscordMessage))]
[JsonSerializable(typeof(IReadOnlyList<DiscordMessage>))]
[JsonSerializable(typeof(DeletedMessages))]
[JsonSerializable(typeof(DiscordGuild))]
[JsonSerializable(typeof(DiscordChannel))]
[JsonSerializable(typeof(IReadOnlyList<DiscordChannel>))]
[JsonSerializable(typeof(IReadOnlyList<DiscordGuild>))]
[JsonSerializable(typeof(GuildBan))]
[JsonSerializable(typeof(AutoModExecution))]
[JsonSerializable(typeof(ThreadList))]
[JsonSerializable(typeof(ChangedRole))]
[JsonSerializable(typeof(MemberChunk))]
[JsonSerializable(typeof(ReadyGuilds))]
[JsonSerializable(typeof(AuditLog))]
[JsonSerializable(typeof(NewMessage))]
[JsonSerializable(typeof(MemberTimeout))]
[JsonSerializable(typeof(NewBan))]
[JsonSerializable(typeof(ChannelSlowMode))]
[JsonSerializable(typeof(IncidentActions))]
[JsonSerializable(typeof(NewDirectChannel))]
[JsonSerializable(typeof(MessagesToDelete))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class DiscordJson : JsonSerializerContext;
