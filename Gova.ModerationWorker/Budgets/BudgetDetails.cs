using System.Text.Json.Serialization;

namespace Gova.ModerationWorker.Budgets;

/// <summary>What the alert of a moderator's spent day tells.</summary>
/// <param name="Tier">Whose request there was no room for.</param>
internal sealed record BudgetDetails(
    string Day, string Tier, long TokensUsed, long? TokensPerDay, decimal UsdUsed, decimal? UsdPerDay);

/// <summary>What the alert about an account's model budget tells.</summary>
/// <param name="Tier">Whose limit it is, e.g. <c>FREE</c>.</param>
/// <param name="Percent">So much of it is used: 80 or 100.</param>
internal sealed record AccountBudgetDetails(
    string Day, string Tier, int Percent, long TokensUsed, long? TokensPerDay, decimal UsdUsed, decimal? UsdPerDay);

/// <summary>What the alert about an account's messages tells.</summary>
/// <param name="Tier">Whose limit it is, e.g. <c>FREE</c>.</param>
/// <param name="Percent">So much of it is used: 80 or 100.</param>
internal sealed record QuotaDetails(string Day, string Tier, long MessagesPerDay, long Messages, int Percent);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BudgetDetails))]
[JsonSerializable(typeof(AccountBudgetDetails))]
[JsonSerializable(typeof(QuotaDetails))]
internal sealed partial class BudgetJson : JsonSerializerContext;
