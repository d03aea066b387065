using Gova.Api.Encryption;
using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Api.Encryption;

public sealed class RotateKeysVerbTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_command_rotates_and_fails_where_a_key_is_missing()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("text");
        var first = "an encryption key for tests, 32 characters or more";
        var second = "another encryption key for tests, 32 characters or more";
        string[] common = [$"--ConnectionStrings:govadb={host.Database.ConnectionString}", "--Encryption:CurrentKey=second", $"--Encryption:Keys:second={second}"];

        Assert.Equal(1, await RotateKeysVerb.RunAsync(common));
        Assert.Equal(0, await RotateKeysVerb.RunAsync([.. common, $"--Encryption:Keys:first={first}"]));
        // From now on the first one is not needed.
        Assert.Equal(0, await RotateKeysVerb.RunAsync(common));
    }
}
