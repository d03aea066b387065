using Aspire.Hosting;
using Gova.AppHost.Local.Running;

namespace Gova.Tests.AppHost.Local;

public sealed class StateFolderTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("gova-state-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void A_secret_is_generated_once_and_readable_by_its_owner_only()
    {
        using var first = new StateFolder(_path, temporary: false);
        using var second = new StateFolder(_path, temporary: false);

        Assert.Equal("one", first.Secret("password", () => "one"));
        Assert.Equal("one", second.Secret("password", () => "two"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first.Sub("secrets.json")));
    }

    [Fact]
    public void A_port_stays_the_same_while_nothing_else_has_it()
    {
        using var state = new StateFolder(_path, temporary: false);
        var port = state.Port("api", null);
        Assert.Equal(port, state.Port("api", null));

        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        other.Start();

        Assert.NotEqual(port, state.Port("api", null));
    }

    [Fact]
    public void Two_hosts_cannot_share_a_folder()
    {
        using var first = new StateFolder(_path, temporary: false);
        using var second = new StateFolder(_path, temporary: false);
        first.Acquire();

        Assert.Contains(_path, Assert.Throws<DistributedApplicationException>(second.Acquire).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_temporary_folder_leaves_nothing()
    {
        var state = new StateFolder(null, temporary: true);
        state.Acquire();
        state.Dispose();

        Assert.False(Directory.Exists(state.Path));
    }
}
