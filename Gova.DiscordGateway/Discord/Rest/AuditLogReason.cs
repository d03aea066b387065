namespace Gova.DiscordGateway.Discord.Rest;

/// <summary>The reason that Discord shows to a server's staff: 1 to 512 characters, URL-encoded in a header.</summary>
internal static class AuditLogReason
{
    public const string Header = "X-Audit-Log-Reason";
    private const int MaxLength = 512;

    /// <summary>As it stands in the audit log; null when there is nothing to say.</summary>
    public static string? Shorten(string? reason)
    {
        var text = reason?.Trim() ?? "";
        if (text.Length > MaxLength)
        {
            text = text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
        }

        return text.Length == 0 ? null : text;
    }

    /// <summary>Null when there is nothing to say.</summary>
    public static string? Encode(string? reason) => Shorten(reason) is { } text ? Uri.EscapeDataString(text) : null;
}
