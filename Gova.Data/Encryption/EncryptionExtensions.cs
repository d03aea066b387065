using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gova.Data.Encryption;

public static class EncryptionExtensions
{
    private const string ApplicationName = "gova";

    /// <summary>Adds the <see cref="Encryptor"/>; the host does not start without its keys.</summary>
    public static IServiceCollection AddEncryption(this IServiceCollection services)
    {
        services.AddOptions<EncryptionOptions>().BindConfiguration("Encryption").ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<Encryptor>();
    }

    /// <summary>Adds the framework's data protection, with keys that every process shares and that rest encrypted in Postgres.</summary>
    public static IServiceCollection AddSharedDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName(ApplicationName);
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource, Encryptor>((options, dataSource, encryptor) =>
        {
            options.XmlRepository = new PostgresKeyRepository(dataSource);
            options.XmlEncryptor = new KeyEncryptor(encryptor);
        });
        return services;
    }
}
