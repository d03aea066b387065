namespace Gova.Simulators.Discord.Rest;

/// <summary>The reason in <c>X-Audit-Log-Reason</c>: URL-encoded UTF-8, 1 to 512 characters.</summary>
internal static class AuditLogReason
{
    private const int MaxLength = 512;

    public static string? Read(HttpRequest request)
    {
        var text = request.Headers["X-Audit-Log-Reason"].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        var reason = Uri.UnescapeDataString(text);
        return reason.Length <= MaxLength
            ? reason
            : throw DiscordException.InvalidForm("reason", "BASE_TYPE_MAX_LENGTH", $"Must be {MaxLength} or fewer in length.");
    }
}
