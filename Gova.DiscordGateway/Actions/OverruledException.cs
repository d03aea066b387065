namespace Gova.DiscordGateway.Actions;

/// <summary>A person has decided otherwise meanwhile: it is not done, now or later.</summary>
internal sealed class OverruledException(string message) : Exception(message);
