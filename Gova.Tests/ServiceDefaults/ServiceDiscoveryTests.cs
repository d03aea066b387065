using Gova.ServiceDefaults;
using Microsoft.Extensions.Configuration;

namespace Gova.Tests.ServiceDefaults;

public sealed class ServiceDiscoveryTests
{
    private readonly ServiceEndpoints _endpoints = new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["services:api:http:0"] = "http://127.0.0.1:5001",
        ["services:api:http:1"] = "http://127.0.0.1:5002",
    }).Build());

    [Fact]
    public void A_service_name_becomes_its_address_and_keeps_path_and_query() =>
        Assert.Matches("^http://127.0.0.1:500[12]/a/b\\?c=1$", _endpoints.Resolve(new Uri("http://api/a/b?c=1")).ToString());

    [Fact]
    public void Replicas_take_turns() =>
        Assert.Equal(2, Enumerable.Range(0, 2).Select(_ => _endpoints.Resolve(new Uri("http://api/")).Port).Distinct().Count());

    [Fact]
    public void The_second_scheme_serves_when_the_first_has_no_address() =>
        Assert.Equal("http", _endpoints.Resolve(new Uri("https+http://api/")).Scheme);

    [Fact]
    public void Another_host_is_left_alone()
    {
        var other = new Uri("http://discord.example/api");

        Assert.Same(other, _endpoints.Resolve(other));
    }
}
