using Gova.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Gova.Tests.ServiceDefaults;

public sealed class StartupTests
{
    [Fact]
    public async Task A_service_with_an_unacceptable_configuration_ends_with_code_1_instead_of_crashing()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddOptions<Settings>().Validate(_ => false, "Some:Key is missing.").ValidateOnStart();
        builder.Services.AddOptions<Settings>("other").Validate(_ => false, "Other:Key is missing.").ValidateOnStart();

        Assert.Equal(1, await builder.Build().RunServiceAsync());
    }

    private sealed class Settings;
}
