using System.Text.Json.Serialization;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;

namespace Gova.DiscordGateway.Discord;

/// <summary>Source-generated JSON of commands, interactions and rich messages; what is null is not written, and thereby not changed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Interaction))]
[JsonSerializable(typeof(DiscordApplication))]
[JsonSerializable(typeof(ApplicationCommand))]
[JsonSerializable(typeof(IReadOnlyList<ApplicationCommand>))]
[JsonSerializable(typeof(InteractionCallback))]
[JsonSerializable(typeof(RichMessage))]
[JsonSerializable(typeof(PostedMessage))]
internal sealed partial class InteractionJson : JsonSerializerContext;
