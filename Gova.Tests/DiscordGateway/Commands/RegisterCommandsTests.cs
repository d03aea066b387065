using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gova.DiscordGateway.Commands;
using Gova.DiscordGateway.Discord.Models;
using Gova.DiscordGateway.Discord.Rest;
using Gova.DiscordGateway.Discord.Rest.RateLimits;
using Gova.Tests.Simulators;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gova.Tests.DiscordGateway.Commands;

public sealed class RegisterCommandsTests
{
    private const string Commands = "/api/v10/applications/100000000000000002/commands";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_are_registered_where_they_differ_from_what_Discord_has()
    {
        await using var discord = await SimulatorApp.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(discord.Address, "api/v10/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", SimulatorApp.Token);
        var rest = new DiscordRestClient(http, new RateLimiter(TimeProvider.System), TimeProvider.System, NullLogger<DiscordRestClient>.Instance);
        var register = new RegisterCommands(rest, Catalogue(), TimeProvider.System, NullLogger<RegisterCommands>.Instance);

        Assert.True(await register.RegisterAsync(Stop));
        Assert.False(await register.RegisterAsync(Stop));

        var registered = (await discord.Http.GetFromJsonAsync<JsonArray>(Commands, Stop))!;
        Assert.Equal(
            ["Report to moderators", "ban", "gova", "kick", "purge", "timeout", "unban", "warn"],
            registered.Select(command => (string)command!["name"]!).Order(StringComparer.Ordinal));
        var gova = registered.Single(command => (string)command!["name"]! == "gova")!;
        Assert.Equal(
            ["history", "pause", "resume", "status", "stop", "undo"],
            gova["options"]!.AsArray().Select(option => (string)option!["name"]!).Order(StringComparer.Ordinal));
        Assert.Equal($"{(ulong)Permissions.BanMembers}", (string)registered.Single(command => (string)command!["name"]! == "ban")!["default_member_permissions"]!);

        using var deleted = await discord.SendAsync(HttpMethod.Delete, $"{Commands}/{gova["id"]}");
        Assert.True(await register.RegisterAsync(Stop));
        Assert.False(await register.RegisterAsync(Stop));
    }

    /// <summary>As the gateway has it; what commands need to run is not needed to register them.</summary>
    private static CommandCatalogue Catalogue()
    {
        var services = new ServiceCollection().AddCommands();
        var commands = services.Where(service => service.ServiceType == typeof(ICommand)).Select(service => service.ImplementationType!)
            .Select(type => (ICommand)type.GetConstructors()[0].Invoke(new object?[type.GetConstructors()[0].GetParameters().Length]));
        return new CommandCatalogue(commands);
    }
}
