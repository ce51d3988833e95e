using System.Net;
using Microsoft.Extensions.Options;
using ServiceAccounts.Server.Outbound;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>Which addresses the server may call.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2001:200::1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:82a::200e")]
    public void A_public_address_may_be_called(string address) => Assert.True(Guard().Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    public void An_IPv4_address_that_is_not_public_may_not_be_called(string address)
    {
        Assert.False(Guard().Allows(IPAddress.Parse(address)));

        // Nor in any of the dresses in which IPv6 carries it.
        Assert.False(Guard().Allows(IPAddress.Parse($"::ffff:{address}")));
        Assert.False(Guard().Allows(IPAddress.Parse($"::{address}")));
        Assert.False(Guard().Allows(IPAddress.Parse($"64:ff9b::{address}")));
        Assert.False(Guard().Allows(SixToFour(address)));
    }

    [Theory]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("64:ff9b:1::10.0.0.1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:20::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:808:808::1")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("ff0e::1")]
    public void An_IPv6_address_that_is_not_public_may_not_be_called(string address) =>
        Assert.False(Guard().Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.20.0.0/16", "10.20.255.255", true)]
    [InlineData("10.20.0.0/16", "10.21.0.0", false)]
    [InlineData("10.20.0.0/16", "::ffff:10.20.0.1", true)]
    [InlineData("10.20.0.0/16", "::ffff:10.21.0.1", false)]
    [InlineData("10.20.0.0/16", "64:ff9b::10.20.0.1", false)]
    [InlineData("10.20.0.0/16", "8.8.8.8", true)]
    [InlineData("10.20.30.40/16", "10.20.1.1", true)]
    [InlineData("127.0.0.1/32", "127.0.0.1", true)]
    [InlineData("127.0.0.1/32", "127.0.0.2", false)]
    [InlineData("fd00:1::/32", "fd00:1::1", true)]
    [InlineData("fd00:1::/32", "fd00:2::1", false)]
    [InlineData("64:ff9b::/96", "64:ff9b::8.8.8.8", true)]
    public void An_operator_can_allow_a_network_and_no_more(string network, string address, bool allowed) =>
        Assert.Equal(allowed, Guard(network).Allows(IPAddress.Parse(address)));

    private static AddressGuard Guard(params string[] allowedNetworks) =>
        new(Options.Create(new OutboundOptions { AllowedNetworks = allowedNetworks }));

    private static IPAddress SixToFour(string address)
    {
        var bytes = new byte[16];
        (bytes[0], bytes[1], bytes[15]) = (0x20, 0x02, 1);
        IPAddress.Parse(address).GetAddressBytes().CopyTo(bytes, 2);
        return new IPAddress(bytes);
    }
}
