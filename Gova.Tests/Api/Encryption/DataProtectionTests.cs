using Gova.Tests.Infrastructure;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.Api.Encryption;

public sealed class DataProtectionTests(LocalServices services)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_process_protects_another_reads_and_the_keys_rest_encrypted()
    {
        await using var host = await ApiHost.CreateAsync(services, Stop);
        await using var another = host.Another();

        var protectedText = host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("text");

        Assert.Equal("text", another.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(protectedText));
        var xml = await host.Database.ScalarAsync<string>("SELECT string_agg(xml, '') FROM data_protection_keys", Stop);
        Assert.Contains("encryptedByGova", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal);
    }
}
