using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gova.Tests.Simulators.Stripe;

/// <summary>Scripts in <c>foreign-client</c>, run by Node with Stripe's own library; each reads JSON and answers with JSON.</summary>
internal static class ForeignStripe
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly NodePackage Package = new("foreign-stripe-client", "Gova.Tests", "Simulators", "Stripe", "foreign-client");

    public static async Task<JsonNode> AskAsync(string script, object question, params string[] arguments)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var process = await Package.RunAsync(script, arguments);
        deadline.CancelAfter(Patience);
        try
        {
            var (answer, complaints) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
            await process.StandardInput.WriteAsync(JsonSerializer.Serialize(question, JsonSerializerOptions.Web).AsMemory(), deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            Assert.True(process.ExitCode == 0, $"{script} fails: {await complaints}");
            return JsonNode.Parse(await answer)!;
        }
        finally
        {
            Stop(process);
        }
    }

    private static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
