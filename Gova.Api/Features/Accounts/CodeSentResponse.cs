namespace Gova.Api.Features.Accounts;

/// <summary>What happens next.</summary>
internal sealed record CodeSentResponse(string Message);
