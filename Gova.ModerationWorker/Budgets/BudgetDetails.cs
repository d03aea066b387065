using System.Text.Json.Serialization;

namespace Gova.ModerationWorker.Budgets;

/// <summary>What the alert of a spent day tells.</summary>
/// <param name="Tier">Whose request there was no room for.</param>
internal sealed record BudgetDetails(
    string Day, string Tier, long TokensUsed, long? TokensPerDay, decimal UsdUsed, decimal? UsdPerDay);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BudgetDetails))]
internal sealed partial class BudgetJson : JsonSerializerContext;
