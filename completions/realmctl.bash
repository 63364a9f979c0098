# bash completion for realmctl: bash 3.2 or later, and no other package.

# __realmctl_split LINE takes a command line apart as bash would, but expands
# nothing: what stands there is never run. It sets words (without their quotes),
# start (where the last word begins) and quote (the one that is still open).
# COMP_WORDS does not serve: it takes words apart at = : and @.
__realmctl_split() {
    local line=$1 word='' open='' char i
    words=() start=0 quote=''
    for ((i = 0; i < ${#line}; i++)); do
        char=${line:i:1}
        if [[ -z $quote && $char == [[:space:]] ]]; then
            [[ -n $open ]] && words+=("$word")
            word='' open='' start=$((i + 1))
            continue
        fi
        open=1
        if [[ -n $quote && $char == "$quote" ]]; then
            quote=''
        elif [[ -z $quote && ($char == '"' || $char == "'") ]]; then
            quote=$char
        elif [[ $char == \\ && $quote != "'" && (-z $quote || ${line:i+1:1} == [\"\\\$\`]) ]]; then
            i=$((i + 1))
            word+=${line:i:1}
        else
            word+=$char
        fi
    done
    words+=("$word")
}

# __realmctl_escape TEXT sets escaped to what has to be typed for TEXT, within the
# quote that is open.
__realmctl_escape() {
    local text=$1 special char i
    case $quote in
    "'") escaped=${text//\'/\'\\\'\'} && return ;;
    '"') special='["\\$`]' ;;
    *) special='[]["\\$`'\''[:space:]!#&()*;<>?^{|}~]' ;;
    esac
    escaped=''
    for ((i = 0; i < ${#text}; i++)); do
        char=${text:i:1}
        [[ $char == $special ]] && escaped+=\\
        escaped+=$char
    done
}

# __realmctl_describe writes the descriptions behind the names that are listed.
__realmctl_describe() {
    local i widest=0 padding room
    for i in "${!COMPREPLY[@]}"; do
        ((${#COMPREPLY[i]} > widest)) && widest=${#COMPREPLY[i]}
    done
    room=$((${COLUMNS:-80} - widest - 5))
    ((room < 10)) && return
    for i in "${!COMPREPLY[@]}"; do
        [[ -n ${about[i]} ]] || continue
        printf -v padding '%*s' $((widest - ${#COMPREPLY[i]})) ''
        COMPREPLY[i]+="$padding  (${about[i]:0:room})"
    done
}

__realmctl_complete() {
    local -a words about
    local start quote escaped IFS=$' \t\n'
    local typed=${COMP_LINE:0:COMP_POINT} program=${1/#\~\//$HOME/}
    __realmctl_split "$typed"
    local given=("${words[@]}") flag='' last=$start inside=$quote
    # In --flag=value the value is what is completed.
    [[ ${given[${#given[@]} - 1]} == -*=* ]] && flag=${given[${#given[@]} - 1]%%=*}=

    local offered directive
    offered=$("$program" __complete "${given[@]:1}" 2>/dev/null </dev/null) || return 0
    directive=${offered##*:}
    [[ $directive =~ ^[0-9]+$ ]] && ((!(directive & 1))) || return 0
    offered=${offered%:*}

    # bash replaces its last piece of the word ($2) and keeps what stands before.
    local kept=${typed:last}
    __realmctl_split "${kept:0:${#kept}-${#2}}"
    kept=${words[0]} quote=$inside

    local line
    COMPREPLY=()
    while IFS= read -r line; do
        [[ -n $line ]] || continue
        local whole=$flag${line%%$'\t'*}
        [[ ${whole:0:${#kept}} == "$kept" ]] || continue
        __realmctl_escape "${whole:${#kept}}"
        COMPREPLY+=("$escaped")
        [[ $line == *$'\t'* ]] && line=${line#*$'\t'} || line=''
        about+=("$line")
    done <<<"$offered"

    # 63, 33 and 64 are the keys that list; otherwise the names are inserted.
    [[ $COMP_TYPE =~ ^(63|33|64)$ ]] && ((${#COMPREPLY[@]} > 1)) && __realmctl_describe
    if [[ $(type -t compopt) == builtin ]]; then
        ((directive & 2)) && compopt -o nospace
        ((directive & 4)) && compopt +o default
    fi
    return 0
}

complete -o default -F __realmctl_complete realmctl
