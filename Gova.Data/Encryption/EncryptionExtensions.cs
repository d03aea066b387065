using Microsoft.Extensions.DependencyInjection;

namespace Gova.Data.Encryption;

public static class EncryptionExtensions
{
    /// <summary>Adds the <see cref="Encryptor"/>; the host does not start without its keys.</summary>
    public static IServiceCollection AddEncryption(this IServiceCollection services)
    {
        services.AddOptions<EncryptionOptions>().BindConfiguration("Encryption").ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<Encryptor>();
    }
}
