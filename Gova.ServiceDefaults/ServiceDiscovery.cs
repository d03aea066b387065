using Microsoft.Extensions.Configuration;

namespace Gova.ServiceDefaults;

/// <summary>
/// Resolves <c>http://api</c>, <c>https://api</c> and <c>https+http://api</c> from configuration
/// (<c>services__api__http__0</c>), in turn over replicas. Stands in for Microsoft.Extensions.ServiceDiscovery.
/// </summary>
internal sealed class ServiceEndpoints(IConfiguration configuration)
{
    private int _turn;

    /// <summary>The address of a service, or <paramref name="uri"/> itself when its host names none.</summary>
    public Uri Resolve(Uri uri)
    {
        foreach (var scheme in uri.Scheme.Split('+'))
        {
            var addresses = configuration.GetSection($"services:{uri.Host}:{scheme}").GetChildren()
                .Select(child => child.Value).OfType<string>().ToList();
            if (addresses.Count > 0)
            {
                var turn = (uint)Interlocked.Increment(ref _turn);
                return new Uri(new Uri(addresses[(int)(turn % (uint)addresses.Count)]), uri.PathAndQuery);
            }
        }

        return uri;
    }
}

/// <summary>Replaces a service's name by its address.</summary>
internal sealed class ServiceDiscoveryHandler(ServiceEndpoints endpoints) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var named = request.RequestUri;
        if (named is not null)
        {
            request.RequestUri = endpoints.Resolve(named);
        }

        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // A retry resolves the name anew.
            request.RequestUri = named;
        }
    }
}
