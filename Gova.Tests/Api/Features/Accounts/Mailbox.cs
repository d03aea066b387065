using System.Text.Json;
using Gova.Data.Emails;
using Microsoft.EntityFrameworkCore;

namespace Gova.Tests.Api.Features.Accounts;

/// <summary>The emails that wait, as their receivers would see them.</summary>
internal static class Mailbox
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    public static Task<List<QueuedEmail>> EmailsAsync(this ApiHost host) =>
        host.UsingAsync(db => db.Emails.AsNoTracking().Where(e => e.Status == EmailStatus.Pending).OrderBy(e => e.EmailId).ToListAsync(Stop));

    /// <summary>The code that was sent last to an address.</summary>
    public static async Task<string> CodeAsync(this ApiHost host, string address)
    {
        var email = (await host.EmailsAsync()).Last(e => e.Recipient == address && e.Data!.Contains("\"code\"", StringComparison.Ordinal));
        return JsonSerializer.Deserialize<JsonElement>(email.Data!).GetProperty("code").GetString()!;
    }

    /// <summary>One that differs from the right one.</summary>
    public static string Wrong(string code) => $"{(code[0] == 'A' ? 'B' : 'A')}{code[1..]}";
}
