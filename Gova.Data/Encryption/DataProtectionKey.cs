using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Gova.Data.Encryption;

/// <summary>A key of the framework's data protection (table <c>data_protection_keys</c>), so that every api replica has the same.</summary>
public sealed class DataProtectionKey
{
    public long Id { get; private init; }

    public string FriendlyName { get; init; } = "";

    /// <summary>As the framework wrote it; encrypted when it is told to.</summary>
    public string Xml { get; init; } = "";

    internal sealed class Configuration : IEntityTypeConfiguration<DataProtectionKey>
    {
        public void Configure(EntityTypeBuilder<DataProtectionKey> builder)
        {
            builder.ToTable("data_protection_keys");
            builder.HasKey(k => k.Id).HasName("pk_data_protection_keys");
            builder.Property(k => k.Id).UseIdentityAlwaysColumn();
            builder.HasIndex(k => k.FriendlyName).IsUnique().HasDatabaseName("ux_data_protection_keys_name");
        }
    }
}
