using System.Text.Json.Serialization;
using Gova.Messaging.Contracts;

namespace Gova.Messaging;

/// <summary>Source-generated JSON of everything that crosses Kafka: snake_case, enums as text.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Envelope<MessageCreatedEvent>))]
[JsonSerializable(typeof(Envelope<MessageDeletedEvent>))]
[JsonSerializable(typeof(Envelope<MemberJoinedEvent>))]
[JsonSerializable(typeof(Envelope<MemberLeftEvent>))]
[JsonSerializable(typeof(Envelope<MemberUpdatedEvent>))]
[JsonSerializable(typeof(Envelope<MemberBannedEvent>))]
[JsonSerializable(typeof(Envelope<MemberUnbannedEvent>))]
[JsonSerializable(typeof(Envelope<RoleChangedEvent>))]
[JsonSerializable(typeof(Envelope<ChannelChangedEvent>))]
[JsonSerializable(typeof(Envelope<AutoModExecutedEvent>))]
[JsonSerializable(typeof(Envelope<StartModeratorEvent>))]
[JsonSerializable(typeof(Envelope<StopModeratorEvent>))]
[JsonSerializable(typeof(Envelope<PauseModeratorEvent>))]
[JsonSerializable(typeof(Envelope<UpdateConfigModeratorEvent>))]
[JsonSerializable(typeof(Envelope<ActionApprovedEvent>))]
[JsonSerializable(typeof(Envelope<ActionPerformedModeratorEvent>))]
[JsonSerializable(typeof(Envelope<PricingTierChangedEvent>))]
[JsonSerializable(typeof(DeadLetter))]
internal sealed partial class MessagingJson : JsonSerializerContext;
