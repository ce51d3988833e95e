using System.Collections.Frozen;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Storage.Tests.Access;

/// <summary>What is held at a place holds everywhere below, and nowhere else.</summary>
public sealed class HoldingsTests
{
    private static readonly Permission Read = ManagementPermissions.Of(ManagementPermissions.ServiceAccountRead);
    private static readonly Permission KeyRead = ManagementPermissions.Of(ManagementPermissions.KeyRead);
    private static readonly Permission Foreign = new(Id(99), "anything at all");

    private static readonly (Guid Tenant, Guid OtherTenant) Tenants = (Id(1), Id(2));
    private static readonly (Guid Top, Guid Inner, Guid Beside) Groups = (Id(10), Id(11), Id(12));

    private static readonly Dictionary<string, Place> Places = new()
    {
        ["system"] = Place.System,
        ["tenant"] = Place.Tenant(Tenants.Tenant),
        ["top group"] = Place.Organization(PlaceKind.Group, Tenants.Tenant, [Groups.Top]),
        ["inner group"] = Place.Organization(PlaceKind.Group, Tenants.Tenant, [Groups.Inner, Groups.Top]),
        ["organization"] = Place.Organization(PlaceKind.Organization, Tenants.Tenant, [Id(20), Groups.Inner, Groups.Top]),
        ["sister"] = Place.Organization(PlaceKind.Organization, Tenants.Tenant, [Id(21), Groups.Inner, Groups.Top]),
        ["group beside"] = Place.Organization(PlaceKind.Group, Tenants.Tenant, [Groups.Beside]),
        ["organization beside"] = Place.Organization(PlaceKind.Organization, Tenants.Tenant, [Id(22), Groups.Beside]),
        ["lone organization"] = Place.Organization(PlaceKind.Organization, Tenants.Tenant, [Id(23)]),
        ["other tenant"] = Place.Tenant(Tenants.OtherTenant),
        ["organization of other tenant"] = Place.Organization(PlaceKind.Organization, Tenants.OtherTenant, [Id(30)]),
    };

    private static readonly RoleRule Reader = Rule(1, RoleReach.Listed, Read);
    private static readonly RoleRule TenantAdmin = Rule(2, RoleReach.WholeTenant);
    private static readonly RoleRule SuperAdmin = Rule(3, RoleReach.Everything);
    private static readonly RoleRule ApiUser = Rule(4, RoleReach.DefaultApi, new Permission(Id(50), "api:read"));

    [Theory]
    [InlineData("system", "system|tenant|top group|inner group|organization|sister|group beside|organization beside|lone organization|other tenant|organization of other tenant")]
    [InlineData("tenant", "tenant|top group|inner group|organization|sister|group beside|organization beside|lone organization")]
    [InlineData("top group", "top group|inner group|organization|sister")]
    [InlineData("inner group", "inner group|organization|sister")]
    [InlineData("organization", "organization")]
    [InlineData("lone organization", "lone organization")]
    [InlineData("other tenant", "other tenant|organization of other tenant")]
    public void A_role_holds_at_its_place_and_everywhere_below(string boundAt, string expected)
    {
        var holdings = Holding((Reader, boundAt));

        Assert.Equal(expected.Split('|'), Places.Where(place => holdings.Can(Read, place.Value)).Select(place => place.Key));
        Assert.True(holdings.CanAnywhere(Read));
    }

    [Fact]
    public void A_role_holds_what_it_lists_and_nothing_else()
    {
        var holdings = Holding((Reader, "system"));

        Assert.False(holdings.Can(ManagementPermissions.Of(ManagementPermissions.ServiceAccountCreate), Place.System));
        Assert.False(holdings.Can(Read with { ApiId = Id(98) }, Place.System));
        Assert.False(holdings.Can(Read with { Name = "SERVICE_ACCOUNT.READ" }, Place.System));
        Assert.False(holdings.CanAnywhere(Foreign));
    }

    [Fact]
    public void A_star_in_a_name_means_nothing() =>
        Assert.False(Holding((Rule(5, RoleReach.Listed, ManagementPermissions.Of("service_account.*")), "system")).Can(Read, Place.System));

    [Fact]
    public void Two_roles_are_a_union()
    {
        var holdings = Holding((Reader, "organization"), (Reader, "group beside"));

        Assert.True(holdings.Can(Read, Places["organization beside"]));
        Assert.True(holdings.Can(Read, Places["organization"]));
        Assert.False(holdings.Can(Read, Places["sister"]));
    }

    [Fact]
    public void A_tenant_administrator_holds_everything_there_but_the_servers_keys()
    {
        var holdings = Holding((TenantAdmin, "tenant"));

        Assert.True(holdings.Can(Foreign, Places["organization"]));
        Assert.False(holdings.Can(KeyRead, Places["tenant"]));
        Assert.False(holdings.Can(ManagementPermissions.Of(ManagementPermissions.KeyManage), Places["tenant"]));
        Assert.False(holdings.Can(Foreign, Places["other tenant"]));
        Assert.False(holdings.Can(Foreign, Place.System));
    }

    [Fact]
    public void A_super_administrator_holds_everything_everywhere()
    {
        var holdings = Holding((SuperAdmin, "system"));

        Assert.All(Places.Values, place => Assert.True(holdings.Can(Foreign, place) && holdings.Can(KeyRead, place)));
    }

    [Fact]
    public void Who_has_nothing_can_nothing()
    {
        var nothing = Holding();

        Assert.All(Places.Values, place => Assert.False(nothing.Can(Read, place)));
        Assert.False(nothing.CanAnywhere(Read));
        Assert.False(nothing.Reaches(RoleReach.Listed, Places["organization"]));
    }

    [Theory]
    [InlineData(RoleReach.Listed)]
    [InlineData(RoleReach.DefaultApi)]
    [InlineData(RoleReach.WholeTenant)]
    [InlineData(RoleReach.Everything)]
    public void Nobody_gives_by_rule_more_than_is_held_by_rule(RoleReach reach)
    {
        foreach (var role in new[] { Reader, ApiUser, TenantAdmin, SuperAdmin })
        {
            var holdings = Holding((role, "inner group"));

            Assert.Equal(role.Reach >= reach, holdings.Reaches(reach, Places["organization"]));
            Assert.Equal(role.Reach >= reach, holdings.Reaches(reach, Places["inner group"]));
            Assert.False(holdings.Reaches(reach, Places["top group"]));
            Assert.False(holdings.Reaches(reach, Places["group beside"]));
            Assert.False(holdings.Reaches(reach, Place.System));
        }
    }

    [Fact]
    public void A_binding_to_a_role_that_the_tenant_does_not_have_counts_for_nothing() =>
        Assert.Empty(Holdings.Of(new([Binding(Rule(77, RoleReach.Everything), "system")], [], []), Access(Reader)).Roles);

    private static Holdings Holding(params (RoleRule Role, string Place)[] bindings) =>
        Holdings.Of(new([.. bindings.Select(b => Binding(b.Role, b.Place))], [], []), Access([.. bindings.Select(b => b.Role).Distinct()]));

    private static RoleBinding Binding(RoleRule role, string place) => new()
    {
        Id = Id(1_000),
        PrincipalId = Id(1_001),
        RoleId = role.Id,
        PlaceKind = Places[place].Kind,
        PlaceId = Places[place].Id ?? Guid.Empty,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    private static TenantAccess Access(params RoleRule[] roles) => new()
    {
        TenantId = Tenants.Tenant,
        MaximumTtlSeconds = null,
        DefaultApiId = Id(50),
        Apis = [],
        Roles = roles.ToFrozenDictionary(role => role.Id),
        Groups = FrozenDictionary<Guid, GroupRule>.Empty,
        Places = FrozenDictionary<Guid, Place>.Empty,
    };

    private static RoleRule Rule(int number, RoleReach reach, params Permission[] listed) =>
        new(Id(100 + number), $"role {number}", reach, [PlaceKind.Tenant], listed.ToFrozenSet());

    private static Guid Id(int number) => new($"01990000-0000-7000-8000-{number:d12}");
}
