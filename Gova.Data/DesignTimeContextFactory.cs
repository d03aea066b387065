using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Gova.Data;

/// <summary>Lets <c>dotnet ef</c> build the model; it connects to nothing.</summary>
internal sealed class DesignTimeContextFactory : IDesignTimeDbContextFactory<GovaDbContext>
{
    public GovaDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<GovaDbContext>();
        DataExtensions.Configure(options, DataExtensions.CreateDataSource("Host=localhost;Database=govadb"));
        return new GovaDbContext(options.Options);
    }
}
