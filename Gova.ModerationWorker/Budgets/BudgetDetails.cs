using System.Text.Json.Serialization;

namespace Gova.ModerationWorker.Budgets;

/// <summary>What the alert of a spent day tells.</summary>
/// <param name="Tier">Whose request there was no room for.</param>
internal sealed record BudgetDetails(
    string Day, string Tier, long TokensUsed, long? TokensPerDay, decimal UsdUsed, decimal? UsdPerDay);

/// <summary>What the alert of a used up day of messages tells.</summary>
/// <param name="Tier">Whose limit it is, e.g. <c>FREE</c>.</param>
internal sealed record QuotaDetails(string Day, string Tier, long MessagesPerDay);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BudgetDetails))]
[JsonSerializable(typeof(QuotaDetails))]
internal sealed partial class BudgetJson : JsonSerializerContext;
