using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServiceAccounts.Contracts;

/// <summary>A member of a merge patch (RFC 7396): absent leaves the value as it is, null takes it away.</summary>
/// <typeparam name="T">The member's type.</typeparam>
[JsonConverter(typeof(OptionalConverterFactory))]
public readonly record struct Optional<T>
{
    /// <summary>A member that is there.</summary>
    public Optional(T? value)
    {
        IsPresent = true;
        Value = value;
    }

    /// <summary>Whether the patch has the member.</summary>
    public bool IsPresent { get; }

    /// <summary>The member's value; null takes the value away.</summary>
    public T? Value { get; }
}

/// <summary>Reads and writes <see cref="Optional{T}"/>.</summary>
public sealed class OptionalConverterFactory : JsonConverterFactory
{
    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    /// <inheritdoc />
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(
            typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!; // A class has an instance.

    private sealed class Converter<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        // By its converter and not by JsonSerializer, which would name the member in an error by a path that begins here.
        public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(((JsonConverter<T>)options.GetConverter(typeof(T))).Read(ref reader, typeof(T), options));

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
